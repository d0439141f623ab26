//! Charts: trends drawn in the browser, each with a table for those who do not see them.
