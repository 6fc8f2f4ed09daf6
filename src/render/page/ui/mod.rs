//! The components that pages of the console are made of. Each renders itself: `{{ field|safe }}` in
//! the template of a page. `/styles` of a demonstration shows all of them.

mod field;
mod form;
mod list;
mod picker;
mod sample;
mod toast;

pub use field::{FieldChoice, FieldKind, FieldProblems, FormField};
pub use form::{FieldBlock, FormPanel, TickList, TickOption};
pub use list::{Chart, Columns, ListPath, Slice, SortHead};
pub use picker::{Newcomer, Picker, PickerOption, Recipient, Recipients};
pub use sample::Styles;
pub use toast::{Toast, Undo};

/// A drawing of 20 by 20, in the colour of the text around it; nothing if there is none of this
/// name.
pub fn icon(name: &str) -> &'static str {
    macro_rules! icons {
        ($($known:literal)+) => {
            match name {
                $($known => include_str!(concat!(
                    "../../../../assets/templates/pages/icons/", $known, ".svg"
                )),)+
                _ => "",
            }
        };
    }
    icons! {
        "bell" "calendar" "camera" "clock" "close" "download" "gear" "group" "home" "leave" "link"
        "lock" "look" "mail" "more" "no" "operate" "paper" "part" "people" "plus" "switch" "user" "warning" "yes"
    }
}

/// The values of a form as submitted, or as they are now.
#[derive(Debug, Clone, Default)]
pub struct Filled {
    values: Vec<(String, String)>,
    errors: Vec<(String, String)>,
}

impl Filled {
    /// From pairs of name and value. The first of a name counts.
    pub fn new(values: Vec<(String, String)>) -> Self {
        Self { values, errors: vec![] }
    }

    /// The same with these errors: pairs of a field's name and a sentence.
    pub fn with_errors(self, errors: Vec<(String, String)>) -> Self {
        Self { errors, ..self }
    }

    pub fn value(&self, name: &str) -> &str {
        self.values.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    pub fn error(&self, name: &str) -> Option<&str> {
        self.errors.iter().find(|(key, _)| key == name).map(|(_, text)| text.as_str())
    }

    /// A field with its value and error.
    pub fn field(&self, name: &str, label: impl Into<String>) -> FormField {
        let mut field = FormField::new(name, label);
        field.value = self.value(name).to_owned();
        field.error = self.error(name).map(str::to_owned);
        field
    }

    /// The errors, each with the id of its field if `fields` has one.
    pub fn problems(&self, fields: &[&FormField]) -> FieldProblems {
        let problem = |(name, text): &(String, String)| {
            let field = fields.iter().find(|field| field.name == *name);
            (field.map(|field| (field.id(), field.full_label())), text.clone())
        };
        FieldProblems { rows: self.errors.iter().map(problem).collect(), title: String::new() }
    }

    /// The same with the errors of one field only, for one of several forms of a page.
    pub fn only(&self, name: &str) -> Self {
        let errors = self.errors.iter().filter(|(key, _)| key == name).cloned().collect();
        Self { values: self.values.clone(), errors }
    }

    /// All errors: the names of fields, and sentences.
    pub fn all_errors(&self) -> &[(String, String)] {
        &self.errors
    }

    pub fn is_wrong(&self) -> bool {
        !self.errors.is_empty()
    }
}
