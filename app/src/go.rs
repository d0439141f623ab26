//! From page to page in the browser.

/// Where to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// To an address; the back button leads back.
    To(String),
    /// To the page shown with these parameters in its address, or without them. It takes the place of the one shown: the
    /// back button does not stop here.
    Along(Vec<(&'static str, Option<String>)>),
    /// Here again: what is shown is loaded anew, and only what differs changes.
    Again,
}

/// Leads to pages. On the server it does nothing: there is one page.
#[derive(Clone, Copy, Debug)]
pub struct Go(fn(Way));

impl Default for Go {
    fn default() -> Self {
        Self(|_| ())
    }
}

impl Go {
    /// The browser's way of going.
    pub fn new(go: fn(Way)) -> Self {
        Self(go)
    }

    /// Opens a page.
    pub fn to(self, address: impl Into<String>) {
        (self.0)(Way::To(address.into()));
    }

    /// Moves along the page shown: sets or takes away these parameters of its address, without a step for the back button.
    pub fn along(self, parameters: Vec<(&'static str, Option<String>)>) {
        (self.0)(Way::Along(parameters));
    }

    /// Loads the page shown again.
    pub fn again(self) {
        (self.0)(Way::Again);
    }
}
