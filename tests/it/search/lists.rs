//! Lists narrowed down by a search.
