//! The definition of each number, as people read it beside the number.

use super::group;

type Text = &'static str;

group! {
    /// What each number of the matrix means.
    Help {
        forecast: Text, closed: Text, open: Text, generated: Text, coverage: Text, target: Text, yoy: Text, pace: Text, elapsed: Text,
        overdue: Text, undated: Text, open_any: Text, colour: Text, lost: Text, win_rate: Text, weighted: Text,
        days_to_close: Text, age: Text,
    }
}
