//! The people at the customers, and what an open deal says of people and competitors. They have dice of their own, so that
//! the deals fall as they would without them.

use super::Company;
use super::accounts::{Account, host};
use super::catalogue::{DISCOVERY, QUALIFIED};
use super::dice::Dice;
use super::ids::{Kind, id};
use crate::store::EntityRow;
use domain::{ContactId, ContactRole, DealContact, OpportunityId, Split, SplitKind, State, TeamMember};

/// How many people are known at each account.
pub(super) const EACH: u64 = 3;

const GIVEN: [&str; 24] = [
    "Alba", "Bastian", "Cosima", "Dmitri", "Esther", "Felipe", "Greta", "Hassan", "Ilaria", "Jakub", "Keiko", "Leon", "Marta",
    "Noor", "Otto", "Pilar", "Rafael", "Sofia", "Tomas", "Uma", "Viktor", "Wanda", "Yann", "Zoe",
];
const FAMILY: [&str; 26] = [
    "Abate", "Bauer", "Cordero", "Dubois", "Eriksen", "Fontana", "Gruber", "Horvat", "Iversen", "Jansen", "Kowalski", "Laurent",
    "Moreau", "Novak", "Okafor", "Pereira", "Quist", "Ricci", "Sato", "Tanaka", "Urbano", "Varga", "Weber", "Ximenes", "Young",
    "Zanetti",
];
/// What the people of an account are, one of each row.
const TITLES: [[&str; 3]; EACH as usize] = [
    ["Chief financial officer", "Chief operating officer", "Managing director"],
    ["Head of sales operations", "Head of service", "Head of IT"],
    ["Project manager", "Team lead", "Analyst"],
];
const RIVALS: [&str; 7] = ["Salesforce", "HubSpot", "Microsoft", "SAP", "Oracle", "Zoho", "Their own tool"];
const ROLES_OF_OURS: [&str; 4] = ["Solution architect", "Customer success", "Legal", "Partner manager"];

/// Who is known at the accounts, as the store keeps them.
pub(super) fn rows(company: &Company) -> Vec<EntityRow> {
    let each = company.accounts.all.iter().enumerate().flat_map(|(at, account)| {
        (0..EACH).map(move |n| {
            let mut dice = Dice::new(company.seed ^ 0xC047AC7, at as u64 * EACH + n);
            let (given, family) = (*dice.pick(&GIVEN), *dice.pick(&FAMILY));
            let host = host(&account.name);
            EntityRow {
                id: contact(company.seed, at, n).0,
                name: format!("{given} {family}"),
                title: Some((*dice.pick(&TITLES[n as usize])).to_owned()),
                email: Some(format!("{}.{}.{}@{host}", given.to_lowercase(), family.to_lowercase(), n + 1)),
                phone: Some(format!("+39 02 5550 {:04}", dice.below(10_000))),
                account: Some(account.id.0),
                ..EntityRow::default()
            }
        })
    });
    each.collect()
}

fn contact(seed: u64, account: usize, n: u64) -> ContactId {
    ContactId(id(seed, Kind::Contact, account as u64 * EACH + n))
}

/// What an open deal says today of its contacts, competitors and team: more the further it is, and not always all.
pub(super) fn tell(company: &Company, deal: OpportunityId, account: &Account, state: &mut State) {
    let mut dice = Dice::new(company.seed ^ 0x7EA3, deal.0.as_u128() as u64);
    let offered = state.stage > QUALIFIED;
    let who = |n: u64, role| DealContact { contact: contact(company.seed, account.at, n), role };
    let least = if state.stage == DISCOVERY { 400 } else { 900 };
    if state.account.is_some() {
        state.contacts.extend(dice.chance(least).then(|| who(1, ContactRole::Champion)));
        state.contacts.extend(dice.chance(if offered { 850 } else { 200 }).then(|| who(0, ContactRole::EconomicBuyer)));
        state.contacts.extend(dice.chance(350).then(|| who(2, ContactRole::User)));
    }
    if dice.chance(if offered { 850 } else { 250 }) {
        let rival = dice.chance(700).then(|| (*dice.pick(&RIVALS)).to_owned());
        state.competitors = Some(rival.into_iter().collect());
    }
    let Some(owner) = state.owner.filter(|_| dice.chance(150)) else { return };
    let people: Vec<_> = company.people.all.iter().filter(|person| person.left.is_none() && person.id != owner).collect();
    let person = dice.pick(&people).id;
    state.team.push(TeamMember { person, role: (*dice.pick(&ROLES_OF_OURS)).to_owned() });
    if dice.chance(300) {
        let share = dice.between(1, 4) * 1_000;
        state.splits = vec![
            Split { person: owner, share: 10_000 - share, kind: SplitKind::Revenue },
            Split { person, share, kind: SplitKind::Revenue },
        ];
    } else if dice.chance(300) {
        state.splits = vec![Split { person, share: 10_000, kind: SplitKind::Overlay }];
    }
}
