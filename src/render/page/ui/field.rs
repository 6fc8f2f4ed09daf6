//! A field of a form, with its label, help and error; and the list of errors above a form.

use askama::Template;

/// A field. Its error stands beside it, and the control refers to it.
#[derive(Debug, Clone, Template)]
#[template(path = "pages/ui/field.html")]
pub struct FormField {
    pub name: String,
    /// The form it belongs to, where another one of the page has a field of this name.
    pub form: &'static str,
    pub label: String,
    /// Of which of several parts of the form it is one, where its label alone does not say it.
    pub of: Option<String>,
    pub kind: FieldKind,
    pub value: String,
    pub help: Option<String>,
    pub error: Option<String>,
    pub required: bool,
    /// The word that marks a field as optional.
    pub optional: Option<String>,
    /// The maximum length in characters; 0 for none.
    pub most: usize,
    pub autocomplete: &'static str,
    /// Of a list to choose from.
    pub choices: Vec<FieldChoice>,
    /// Whether it takes a row of its own.
    pub is_wide: bool,
    /// Takes the room that is left in a row of filters.
    pub is_growing: bool,
    /// The least and the greatest number.
    pub range: Option<(u32, u32)>,
    /// Whether the form around it is shown anew while one types.
    pub is_followed: bool,
}

/// The kind of control.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    Text,
    Email,
    Phone,
    Password,
    Search,
    Date,
    Time,
    Lines,
    Choice,
    Number,
    /// `#rrggbb`, typed or picked.
    Colour,
    /// A box to tick; its value is `yes` or empty.
    Tick,
}

impl FieldKind {
    /// The type of the input.
    fn input(self) -> &'static str {
        match self {
            Self::Text | Self::Lines | Self::Choice | Self::Colour | Self::Tick => "text",
            Self::Number => "number",
            Self::Email => "email",
            Self::Phone => "tel",
            Self::Password => "password",
            Self::Search => "search",
            Self::Date => "date",
            Self::Time => "time",
        }
    }
}

/// An option of a list.
#[derive(Debug, Clone)]
pub struct FieldChoice {
    pub value: String,
    pub label: String,
}

impl FormField {
    /// A text that may be empty, of 200 characters at most.
    pub fn new(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            form: "",
            label: label.into(),
            of: None,
            kind: FieldKind::Text,
            value: String::new(),
            help: None,
            error: None,
            required: false,
            optional: None,
            most: 200,
            autocomplete: "off",
            choices: vec![],
            is_wide: false,
            is_growing: false,
            range: None,
            is_followed: false,
        }
    }

    /// `form`: its name, with a hyphen at its end.
    pub fn in_form(self, form: &'static str) -> Self {
        Self { form, ..self }
    }

    pub fn kind(self, kind: FieldKind) -> Self {
        Self { kind, ..self }
    }

    pub fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    pub fn required(self) -> Self {
        Self { required: true, ..self }
    }

    pub fn optional(self, word: impl Into<String>) -> Self {
        Self { optional: Some(word.into()), ..self }
    }

    pub fn most(self, most: usize) -> Self {
        Self { most, ..self }
    }

    pub fn autocomplete(self, autocomplete: &'static str) -> Self {
        Self { autocomplete, ..self }
    }

    pub fn of(self, part: impl Into<String>) -> Self {
        Self { of: Some(part.into()), ..self }
    }

    /// What it is called where it stands alone: `Guardian 1, e-mail`.
    pub fn full_label(&self) -> String {
        match &self.of {
            Some(part) => format!("{part}, {}", self.label),
            None => self.label.clone(),
        }
    }

    pub fn growing(self) -> Self {
        Self { is_growing: true, ..self }
    }

    pub fn wide(self) -> Self {
        Self { is_wide: true, ..self }
    }

    /// A whole number between these.
    pub fn number(self, (least, most): (u32, u32)) -> Self {
        Self { kind: FieldKind::Number, range: Some((least, most)), ..self }
    }

    /// Shows the form around it anew while one types.
    pub fn followed(self) -> Self {
        Self { is_followed: true, ..self }
    }

    /// A list of values with their labels.
    pub fn choices(self, choices: impl IntoIterator<Item = (String, String)>) -> Self {
        let choices = choices.into_iter().map(|(value, label)| FieldChoice { value, label });
        Self { kind: FieldKind::Choice, choices: choices.collect(), ..self }
    }

    /// The id of the control.
    pub fn id(&self) -> String {
        format!("f-{}{}", self.form, self.name.replace('.', "-"))
    }

    fn input(&self) -> &'static str {
        self.kind.input()
    }

    fn is_lines(&self) -> bool {
        self.kind == FieldKind::Lines
    }

    fn is_choice(&self) -> bool {
        self.kind == FieldKind::Choice
    }

    fn is_tick(&self) -> bool {
        self.kind == FieldKind::Tick
    }

    fn is_colour(&self) -> bool {
        self.kind == FieldKind::Colour
    }

    /// Whether the browser cuts what is longer. Of what people write it does not, since it would do
    /// so without a word: the error says how long it may be.
    fn has_length(&self) -> bool {
        self.most > 0
            && matches!(self.kind, FieldKind::Search | FieldKind::Password | FieldKind::Colour)
    }

    /// Whether its text may be written from right to left.
    fn is_written(&self) -> bool {
        !matches!(self.kind, FieldKind::Date | FieldKind::Time | FieldKind::Number)
    }

    /// The length of a text that is too long, and the most: `(300 / 100)`.
    fn excess(&self) -> Option<String> {
        let length = self.value.chars().count();
        (self.most > 0 && length > self.most).then(|| format!("({length} / {})", self.most))
    }

    /// What describes the control: its help and its error.
    fn described(&self) -> String {
        let id = self.id();
        let help = self.help.as_ref().map(|_| format!("{id}-help"));
        let error = self.error.as_ref().map(|_| format!("{id}-error"));
        [help, error].into_iter().flatten().collect::<Vec<_>>().join(" ")
    }
}

/// The errors of a form, above it, each a link to its field.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "pages/ui/problems.html")]
pub struct FieldProblems {
    /// The id and label of the field, if it has one, and the sentence. In place of an id, the path of
    /// the page where it is mended.
    pub rows: Vec<(Option<(String, String)>, String)>,
    pub title: String,
}

impl FieldProblems {
    pub fn titled(self, title: impl Into<String>) -> Self {
        Self { title: title.into(), ..self }
    }
}
