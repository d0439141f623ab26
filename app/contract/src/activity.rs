//! What was done about a deal, what is to be done, and where its papers are. Whoever may change the deal may say so.

use crate::Page;
use crate::opportunity::{OpportunityPath, present};
use domain::activity::ActivityKind;
use domain::{ActivityId, ContactId, Day, Instant, LinkId, OpportunityId, PersonId};
use serde::{Deserialize, Serialize};

crate::endpoints! { "Activities";
    /// What was done about a deal and what is to be done, latest first.
    ListActivities = Get "/api/v1/opportunities/{id}/activities", path: OpportunityPath, query: ListActivitiesQuery, answer: Page<Activity>;
    /// Says what was done, or what is to be done. The id is the sender's: saying it twice is saying it once.
    LogActivity = Post "/api/v1/opportunities/{id}/activities", path: OpportunityPath, body: NewActivity, answer: Activity;
    /// Changes some fields of an activity, ticks a task off, takes one away or back.
    ChangeActivity = Patch "/api/v1/opportunities/{id}/activities/{activity}", path: ActivityPath, body: ActivityChange, answer: Activity;
    /// Where a deal's papers are, latest first.
    ListLinks = Get "/api/v1/opportunities/{id}/links", path: OpportunityPath, query: ListActivitiesQuery, answer: Page<Link>;
    /// Adds a link. The id is the sender's: adding it twice is adding it once.
    AddLink = Post "/api/v1/opportunities/{id}/links", path: OpportunityPath, body: NewLink, answer: Link;
    /// Changes a link's title, takes it away or back.
    ChangeLink = Patch "/api/v1/opportunities/{id}/links/{link}", path: LinkPath, body: LinkChange, answer: Link;
    /// One's own open tasks, those due first first.
    ListTasks = Get "/api/v1/tasks", query: ListActivitiesQuery, answer: Page<Task>;
}

/// Which activity.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Path))]
pub struct ActivityPath {
    /// The deal.
    pub id: OpportunityId,
    /// The activity.
    pub activity: ActivityId,
}

/// Which link.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Path))]
pub struct LinkPath {
    /// The deal.
    pub id: OpportunityId,
    /// The link.
    pub link: LinkId,
}

/// Which page.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
pub struct ListActivitiesQuery {
    /// From the answer before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// Something that was done, or is to be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Activity {
    /// Its id.
    pub id: ActivityId,
    /// The deal.
    pub opportunity: OpportunityId,
    /// What it is.
    pub kind: ActivityKind,
    /// Who said so; a task is theirs.
    pub author: PersonId,
    /// The author's name.
    pub author_name: Option<String>,
    /// With whom at the customer.
    pub contact: Option<ContactId>,
    /// Their name.
    pub contact_name: Option<String>,
    /// When it happened; of a task, when it was written down.
    pub at: Instant,
    /// Of a task: until when.
    pub due_day: Option<Day>,
    /// Of a task: when it was done.
    pub done_at: Option<Instant>,
    /// What there is to say.
    pub text: String,
    /// When it was said.
    pub created_at: Instant,
    /// Whether it has been taken away.
    pub deleted: bool,
}

/// Something to say about a deal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewActivity {
    /// An id of the sender's making.
    pub id: ActivityId,
    /// What it is.
    pub kind: ActivityKind,
    /// What there is to say; a note and a task need a text.
    #[serde(default)]
    pub text: String,
    /// With whom at the customer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<ContactId>,
    /// When it happened; by default now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Instant>,
    /// Of a task: until when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_day: Option<Day>,
}

/// What to change of it: absent stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ActivityChange {
    /// Another text.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub text: Option<String>,
    /// Of a task: another day.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub due_day: Option<Day>,
    /// Of a task: whether it is done.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub done: Option<bool>,
    /// Whether it is taken away.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub deleted: Option<bool>,
}

/// A task with the deal it is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Task {
    /// The task.
    #[serde(flatten)]
    pub activity: Activity,
    /// The deal's name.
    pub opportunity_name: String,
}

/// Where a paper of a deal is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Link {
    /// Its id.
    pub id: LinkId,
    /// Where it is: an `http` or `https` address.
    pub url: String,
    /// What it is called.
    pub title: String,
    /// Who added it.
    pub author: PersonId,
    /// The author's name.
    pub author_name: Option<String>,
    /// When.
    pub created_at: Instant,
    /// Whether it has been taken away.
    pub deleted: bool,
}

/// A link to add.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewLink {
    /// An id of the sender's making.
    pub id: LinkId,
    /// Where it is: an `http` or `https` address.
    pub url: String,
    /// What it is called; by default its address.
    #[serde(default)]
    pub title: String,
}

/// What to change of a link: absent stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LinkChange {
    /// Another title.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub title: Option<String>,
    /// Whether it is taken away.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub deleted: Option<bool>,
}
