//! Activities, tasks and links of deals.

use crate::http::api::Call;
use contract::activity::{
    Activity, AddLink, ChangeActivity, ChangeLink, Link, ListActivities, ListLinks, ListTasks, LogActivity, Task,
};
use contract::{Page, Problem};

/// What was done about a deal.
pub async fn list(call: Call<ListActivities>) -> Result<Page<Activity>, Problem> {
    call.view().activities(call.path.id, &call.query).await
}

/// Says what was done.
pub async fn log(call: Call<LogActivity>) -> Result<Activity, Problem> {
    call.view().log_activity(call.path.id, call.body).await
}

/// Changes what was said.
pub async fn change(call: Call<ChangeActivity>) -> Result<Activity, Problem> {
    call.view().change_activity(call.path.id, call.path.activity, call.body).await
}

/// A deal's links.
pub async fn links(call: Call<ListLinks>) -> Result<Page<Link>, Problem> {
    call.view().links(call.path.id, &call.query).await
}

/// Adds a link.
pub async fn add_link(call: Call<AddLink>) -> Result<Link, Problem> {
    call.view().add_link(call.path.id, call.body).await
}

/// Changes a link.
pub async fn change_link(call: Call<ChangeLink>) -> Result<Link, Problem> {
    call.view().change_link(call.path.id, call.path.link, call.body).await
}

/// One's own tasks.
pub async fn tasks(call: Call<ListTasks>) -> Result<Page<Task>, Problem> {
    call.view().tasks(&call.query).await
}
