//! Returns made from tables that bodies already have.
