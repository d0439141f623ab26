//! A generated company.
