//! Who works there, in which team, for whom; and what changed over the years.

use super::catalogue::SOURCES;
use super::dice::Dice;
use super::ids::{Kind, id};
use crate::store::{EntityRow, StagedFact};
use domain::{Attribute, Day, PersonId, Source, TeamId};
use uuid::Uuid;

/// Where mail goes: nowhere, the domain is reserved.
const DOMAIN: &str = "demo.example";

/// What somebody does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Job {
    /// Does not sell.
    Other,
    /// Owns deals in this region (by place in [`super::catalogue::REGIONS`]).
    Ae(usize),
    /// Generates deals for AEs.
    Bdr,
    /// Qualifies what comes in.
    Sdr,
    /// Owns small new deals inside large accounts.
    Ecs,
    /// Owns deals of one product.
    Cloud,
    /// Brings deals of partners.
    Partner,
}

/// Somebody.
#[derive(Clone, Debug)]
pub(super) struct Person {
    pub(super) id: PersonId,
    pub(super) name: String,
    pub(super) email: String,
    pub(super) job: Job,
    /// The place of their team.
    pub(super) team: Option<usize>,
    /// The day they left.
    pub(super) left: Option<Day>,
}

/// Everybody, and the teams.
#[derive(Clone, Debug)]
pub(super) struct People {
    pub(super) all: Vec<Person>,
    pub(super) teams: Vec<(TeamId, &'static str)>,
    /// Who leads each team.
    pub(super) leaders: Vec<PersonId>,
    pub(super) facts: Vec<StagedFact>,
}

/// A team: its name, region, whom its leader works for (a place among [`LEADERS`]), what its members do, and how many
/// there are besides the leader.
struct Team {
    name: &'static str,
    region: &'static str,
    boss: usize,
    job: Job,
    members: usize,
}

const fn team(name: &'static str, region: &'static str, boss: usize, job: Job, members: usize) -> Team {
    Team { name, region, boss, job, members }
}

/// The executive, three vice presidents, and sales operations; and for whom they work.
const LEADERS: [(&str, &str, usize); 5] =
    [("Ada", "Rossi", 0), ("Henrik", "Solberg", 0), ("Grace", "Whitfield", 0), ("Kenji", "Morita", 0), ("Olga", "Marin", 0)];

const TEAMS: [Team; 13] = [
    team("EMEA South", "EMEA", 1, Job::Ae(0), 5),
    team("EMEA North", "EMEA", 1, Job::Ae(0), 5),
    team("EMEA West", "EMEA", 1, Job::Ae(0), 4),
    team("North America East", "North America", 2, Job::Ae(1), 5),
    team("North America West", "North America", 2, Job::Ae(1), 4),
    team("LATAM", "LATAM", 2, Job::Ae(2), 3),
    team("APAC", "APAC", 3, Job::Ae(3), 4),
    team("Business development", "", 0, Job::Bdr, 6),
    team("Sales development", "", 0, Job::Sdr, 4),
    team("Enterprise customer success", "", 0, Job::Ecs, 3),
    team("Cloud sales", "", 0, Job::Cloud, 3),
    team("Partners", "", 0, Job::Partner, 1),
    team("Marketing", "", 0, Job::Other, 2),
];

/// Names of everybody below, in the order of the teams, the leader first.
const NAMES: [(&str, &str); 62] = [
    ("Bruno", "Conti"),
    ("Carla", "Ferri"),
    ("Dario", "Lunardi"),
    ("Elisa", "Gatti"),
    ("Fabio", "Serra"),
    ("Giulia", "Monti"),
    ("Ingrid", "Lindqvist"),
    ("Jonas", "Becker"),
    ("Katrin", "Vogel"),
    ("Lars", "Nyberg"),
    ("Mia", "Hoffmann"),
    ("Nils", "Brandt"),
    ("Oliver", "Hughes"),
    ("Paula", "Navarro"),
    ("Quentin", "Marchand"),
    ("Rosa", "Teixeira"),
    ("Simon", "Clarke"),
    ("Tessa", "Monroe"),
    ("Umar", "Siddiqui"),
    ("Victor", "Delgado"),
    ("Wendy", "Harper"),
    ("Xavier", "Boone"),
    ("Yara", "Collins"),
    ("Zach", "Turner"),
    ("Amber", "Nolan"),
    ("Blake", "Rivers"),
    ("Chloe", "Sanders"),
    ("Derek", "Price"),
    ("Elena", "Vargas"),
    ("Felipe", "Moura"),
    ("Gabriela", "Rios"),
    ("Hugo", "Paredes"),
    ("Irene", "Tan"),
    ("Jin", "Watanabe"),
    ("Kiran", "Patel"),
    ("Lucy", "McKenzie"),
    ("Minh", "Tran"),
    ("Nora", "Fischer"),
    ("Oscar", "Lund"),
    ("Petra", "Novak"),
    ("Ravi", "Menon"),
    ("Sofia", "Greco"),
    ("Tom", "Ashby"),
    ("Uma", "Reddy"),
    ("Vera", "Klein"),
    ("Will", "Parker"),
    ("Ximena", "Soto"),
    ("Yusuf", "Demir"),
    ("Zoe", "Martin"),
    ("Arno", "Weiss"),
    ("Beatrice", "Sala"),
    ("Colin", "Frost"),
    ("Daria", "Popova"),
    ("Erik", "Holm"),
    ("Fiona", "Byrne"),
    ("Goran", "Ilic"),
    ("Hana", "Sato"),
    ("Ivo", "Santos"),
    ("Jana", "Kral"),
    ("Laura", "Bianchi"),
    ("Marco", "Villa"),
    ("Nadia", "Haddad"),
];

/// People who have left: what they sold, and how many quarters ago they went.
const LEAVERS: [(&str, &str, usize, i32); 4] =
    [("Pietro", "Sarti", 0, 3), ("Megan", "Doyle", 3, 5), ("Rui", "Campos", 5, 2), ("Alan", "Stokes", 1, 8)];

impl People {
    /// Everybody. `start` is the first day anything is said of; `quarters` are first days of quarters, the current last.
    pub(super) fn new(seed: u64, start: Day, quarters: &[Day]) -> Self {
        let mut people = Self { all: Vec::new(), teams: Vec::new(), leaders: Vec::new(), facts: Vec::new() };
        for (first, last, boss) in LEADERS {
            let person = people.hire(seed, (first, last), Job::Other, None);
            let manager = if person == people.all[boss].id { None } else { Some(people.all[boss].id) };
            people.say(person.0, Attribute::PersonManager, start, manager.map(|id| id.0.to_string()).unwrap_or_default());
        }
        let mut names = NAMES.iter();
        for (at, team) in TEAMS.iter().enumerate() {
            let id = TeamId(id(seed, Kind::Team, at as u64));
            people.teams.push((id, team.name));
            people.say(id.0, Attribute::TeamRegion, start, team.region.to_owned());
            for place in 0..=team.members {
                let Some(name) = names.next() else { break };
                let leads = place == 0;
                let job = if leads { Job::Other } else { team.job };
                let person = people.hire(seed, *name, job, Some(at));
                let manager = if leads { people.all[team.boss].id } else { people.leaders[at] };
                if leads {
                    people.leaders.push(person);
                }
                people.say(person.0, Attribute::PersonTeam, start, id.0.to_string());
                people.say(person.0, Attribute::PersonManager, start, manager.0.to_string());
            }
        }
        for (first, last, team, ago) in LEAVERS {
            let person = people.hire(seed, (first, last), TEAMS[team].job, Some(team));
            let day = ago_day(quarters, ago);
            if let Some(person) = people.all.last_mut() {
                person.left = Some(day);
            }
            people.say(person.0, Attribute::PersonTeam, start, people.teams[team].0.0.to_string());
            people.say(person.0, Attribute::PersonManager, start, people.leaders[team].0.to_string());
        }
        people.reorganise(start, quarters);
        people
    }

    /// What was otherwise before: each of these facts is older than the one that holds today.
    fn reorganise(&mut self, start: Day, quarters: &[Day]) {
        let leaders = self.leaders.clone();
        // EMEA West is a year and a half old: its people came from the two other teams.
        let west = ago_day(quarters, 6);
        for (place, from) in [(0, 0), (1, 0), (2, 1), (3, 1)] {
            let person = self.member(2, place);
            self.was(person, Attribute::PersonTeam, start, west, self.teams[from].0.0.to_string());
            self.was(person, Attribute::PersonManager, start, west, leaders[from].0.to_string());
        }
        // LATAM answered to the executive until last year.
        let exec = self.all[0].id.0.to_string();
        self.was(leaders[5], Attribute::PersonManager, start, ago_day(quarters, 4), exec);
        // Two moved between the teams of North America, at the start of this quarter and of last year's.
        for (place, ago) in [(0, 0), (1, 4)] {
            let person = self.member(4, place);
            self.was(person, Attribute::PersonTeam, start, ago_day(quarters, ago), self.teams[3].0.0.to_string());
            self.was(person, Attribute::PersonManager, start, ago_day(quarters, ago), leaders[3].0.to_string());
        }
        // One came from APAC to EMEA North.
        let person = self.member(1, 4);
        self.was(person, Attribute::PersonTeam, start, ago_day(quarters, 2), self.teams[6].0.0.to_string());
        self.was(person, Attribute::PersonManager, start, ago_day(quarters, 2), leaders[6].0.to_string());
    }

    /// The person at a place in a team, its leader apart.
    fn member(&self, team: usize, place: usize) -> PersonId {
        let before: usize = TEAMS[..team].iter().map(|team| team.members + 1).sum();
        self.all[LEADERS.len() + before + 1 + place].id
    }

    /// Those who do a job and are there on a day.
    pub(super) fn with_job(&self, job: Job, day: Day) -> impl Iterator<Item = &Person> {
        self.all.iter().filter(move |person| person.job == job && person.left.is_none_or(|left| day < left))
    }

    /// One of them.
    pub(super) fn one(&self, dice: &mut Dice, job: Job, day: Day) -> Option<&Person> {
        let among: Vec<&Person> = self.with_job(job, day).collect();
        if among.is_empty() { None } else { Some(*dice.pick(&among)) }
    }

    /// Everybody as the store keeps them.
    pub(super) fn rows(&self) -> Vec<EntityRow> {
        self.all
            .iter()
            .map(|person| EntityRow {
                id: person.id.0,
                name: person.name.clone(),
                email: Some(person.email.clone()),
                inactive: person.left.is_some(),
                ..EntityRow::default()
            })
            .collect()
    }

    fn hire(&mut self, seed: u64, (first, last): (&str, &str), job: Job, team: Option<usize>) -> PersonId {
        let id = PersonId(id(seed, Kind::Person, self.all.len() as u64));
        let email = format!("{}.{}@{DOMAIN}", first.to_lowercase(), last.to_lowercase());
        self.all.push(Person { id, name: format!("{first} {last}"), email, job, team, left: None });
        id
    }

    fn say(&mut self, subject: Uuid, attribute: Attribute, valid_from: Day, value: String) {
        self.facts.push(StagedFact { subject, attribute, valid_from, value });
    }

    /// Until a day something else held: what was said from the start now holds from that day on.
    fn was(&mut self, subject: PersonId, attribute: Attribute, start: Day, until: Day, value: String) {
        for fact in &mut self.facts {
            if fact.subject == subject.0 && fact.attribute == attribute && fact.valid_from == start {
                fact.valid_from = until;
            }
        }
        self.say(subject.0, attribute, start, value);
    }
}

/// The first day of the quarter so many quarters ago.
pub(super) fn ago_day(quarters: &[Day], ago: i32) -> Day {
    let at = (quarters.len() as i32 - 1 - ago).max(0) as usize;
    quarters.get(at).copied().unwrap_or(Day(0))
}

/// The job of those who generate deals of a source; AEs are found by region.
pub(super) fn job_of(source: Source, region: usize) -> Job {
    match source {
        Source::Ae => Job::Ae(region),
        Source::Bdr => Job::Bdr,
        Source::Sdr => Job::Sdr,
        Source::Ecs => Job::Ecs,
        Source::Cloud => Job::Cloud,
        Source::Partner => Job::Partner,
    }
}

/// The planned share of a source in thousandths of pipe generation.
pub(super) fn planned_share(source: Source) -> u32 {
    SOURCES.iter().find(|row| row.value == source).map_or(0, |row| row.weight)
}
