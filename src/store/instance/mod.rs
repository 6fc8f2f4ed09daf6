//! The instance as administrators see it: what it holds, across all companies.

mod companies;
mod counts;
mod rows;
mod users;

pub use companies::{
    CompanyLine, CompanyOrder, MemberLine, companies, companies_named, company, member_ids, members,
};
pub use counts::{added_since, totals};
pub use rows::{
    AnswerLine, EmployeeLine, EventLine, RowFilter, RowId, answer, answers, answers_named,
    employee, employees, employees_named, event, events, events_named, scope_of_row,
};
pub use users::{
    MembershipLine, UserFilter, UserLine, UserOrder, delete_user, has_owner, memberships,
    other_administrators, owned_alone, restore_user, set_user_suspended, user, users, users_named,
};

use crate::model::fold;

/// The words of a search in a list of the instance.
struct Searched {
    words: Vec<String>,
    id: Option<i64>,
}

impl Searched {
    /// The most rows that a search finds.
    const MOST: usize = 10_000;

    /// Whether each word is in one of the folded texts, or the search is the id.
    fn fit(&self, id: i64, texts: &[&str]) -> bool {
        let is_in = |word: &String| texts.iter().any(|text| text.contains(word.as_str()));
        self.id == Some(id) || self.words.iter().all(is_in)
    }
}

/// None for a text without words.
fn searched(text: &str) -> Option<Searched> {
    let words: Vec<String> = fold(text).split_whitespace().map(str::to_owned).collect();
    let id = text.trim().parse().ok();
    (!words.is_empty()).then_some(Searched { words, id })
}
