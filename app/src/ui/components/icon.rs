//! Line icons, drawn on a grid of 24.

use leptos::prelude::*;

/// What an icon stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// The product.
    Brand,
    /// The matrix.
    Matrix,
    /// Open pipeline through time.
    Pipeline,
    /// Deals.
    Deals,
    /// Accounts.
    Accounts,
    /// Search.
    Search,
    /// One's own deals.
    Mine,
    /// Targets.
    Targets,
    /// Imports.
    Imports,
    /// What one is told.
    Inbox,
    /// Settings.
    Settings,
    /// A definition.
    Help,
    /// Nothing here.
    Nothing,
    /// Something is wrong.
    Trouble,
    /// Chosen.
    Check,
    /// What else there is.
    More,
    /// What changed.
    Changes,
    /// What is wrong.
    Hygiene,
    /// Looked at together.
    Review,
}

/// The icon, for the eye only.
pub fn icon(icon: Icon) -> AnyView {
    let path = match icon {
        Icon::Brand => "M4 18V9M9 18V5M14 18v-7M19 18V8M3 21h18",
        Icon::Matrix => "M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM13 13h7v7h-7z",
        Icon::Pipeline => "M3 20h18M4 16l5-5 4 3 7-8",
        Icon::Deals => "M4 7h16M4 12h16M4 17h10",
        Icon::Accounts => "M4 20V8l6-4v16M10 20h10V10l-10-3M14 13h2M14 16h2M3 20h18",
        Icon::Search => "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14ZM16 16l4 4",
        Icon::Mine => "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM4 20c0-4 4-6 8-6s8 2 8 6",
        Icon::Targets => "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM12 12h.01",
        Icon::Imports => "M12 3v12M7 10l5 5 5-5M4 20h16",
        Icon::Inbox => "M6 16V11a6 6 0 0 1 12 0v5l2 2H4zM10 21h4",
        Icon::Settings => "M4 7h10M18 7h2M14 4.500v5M4 17h2M10 17h10M10 14.500v5",
        Icon::Help => {
            "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM9.500 9.500a2.500 2.500 0 1 1 3.500 2.300c-.7.3-1 .8-1 1.700M12 17h.01"
        }
        Icon::Nothing => "M4 5h16v14H4zM4 14h5l1 2h4l1-2h5",
        Icon::Trouble => "M12 3 2.500 20h19ZM12 10v4M12 17h.01",
        Icon::Check => "M5 13l4 4L19 7",
        Icon::More => "M5 12h.01M12 12h.01M19 12h.01",
        Icon::Changes => "M4 8h13M13 4l4 4-4 4M20 16H7M11 12l-4 4 4 4",
        Icon::Hygiene => "M12 3l7 3v5c0 5-3 8-7 10-4-2-7-5-7-10V6zM9 11.500l2 2 4-4",
        Icon::Review => "M4 6h9M4 12h6M4 18h9M15 14l2 2 4-5",
    };
    view! {
        <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">
            <path d=path/>
        </svg>
    }
    .into_any()
}
