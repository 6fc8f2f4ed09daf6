//! Advice on refusals by the mail server, by the cause found in its reply.

use crate::ports::{Cause, Stage};

const LATER: &str = "Nothing is set wrongly: the server asks to come back later, which be-right \
                     does by itself. Test again in a few minutes.";

/// The advice on a refusal at `stage`. `has_login`: smtp.username is set; `greeting`: the host name
/// sent in EHLO.
pub fn of(stage: Stage, cause: Cause, has_login: bool, greeting: &str) -> String {
    let text = match cause {
        Cause::NoSuchAddress => {
            "The server says that there is no such recipient: check the address given with --to."
        }
        Cause::MailboxFull => {
            "The recipient's mailbox is full: nothing is wrong here. Test with another address."
        }
        Cause::MailboxHeld => {
            "The recipient's mailbox takes no messages for now: nothing is wrong here. Test with \
             another address."
        }
        Cause::Unclear => {
            "The server does not say what it is about: ask whoever runs it, with its reply. \
             Another recipient shows whether it is about this one."
        }
        Cause::MessageTooLarge => "The server takes only smaller messages: raise its limit.",
        Cause::Unsendable if stage == Stage::Recipient => {
            "This server takes only addresses in plain mails: test with another one."
        }
        Cause::Unsendable => "Check smtp.from and --to.",
        Cause::Greeting => {
            return format!(
                "The server does not take the name that be-right greets it with, {greeting}: set \
                 smtp.ehlo to this machine's full host name, which its DNS should know."
            );
        }
        Cause::LoginMissing if has_login => {
            "The server does not see a login: check that smtp.security and smtp.port are those \
             for submission (587 with starttls, 465 with tls), and smtp.username."
        }
        Cause::LoginMissing => {
            "The server wants a login: set smtp.username and smtp.password, and smtp.security."
        }
        Cause::LoginWrong => {
            "Check smtp.username and smtp.password. Some services want a password made for \
             applications, or SMTP switched on for the account."
        }
        Cause::NoPasswordLogin => {
            "A password does not do here: use a service that takes one (a password for \
             applications, or a relay), or the port it offers logins on."
        }
        Cause::EncryptionMissing if stage == Stage::Tls => {
            "The server offers no STARTTLS: set smtp.security to `tls` with port 465, or to \
             `none` for a server on this machine or network."
        }
        Cause::EncryptionMissing => {
            "The server wants encryption first: set smtp.security to `starttls`, or to `tls` \
             with port 465."
        }
        Cause::Sender => {
            "The server does not let this account send as smtp.from: use the account's own \
             address, or have the domain confirmed with the service."
        }
        Cause::Authentication => {
            "The sending domain does not prove that mail may come from here: check SPF, DKIM and \
             DMARC of the domain of smtp.from, and the reverse DNS of this machine's address."
        }
        Cause::Reputation => {
            "The server takes messages from this machine's network address or domain for spam, \
             or has it on a list: its reply says which. Ask to be taken off, or send through a \
             service."
        }
        Cause::Pace => {
            "The server says that too much comes from here: wait, or have the limit raised with \
             the service."
        }
        Cause::Relay => {
            "The server does not pass messages on for this machine: it wants a login first \
             (smtp.username, smtp.password), or must be configured to \
             let this machine's address relay."
        }
        Cause::Greylisted => LATER,
        Cause::Busy if stage == Stage::Auth => {
            "The server cannot check logins at the moment: test again later."
        }
        Cause::Busy => LATER,
        Cause::Encryption => {
            "Check smtp.security: `tls` is for port 465, `starttls` for 587 and 25. For a \
             certificate of your own, name its authority in smtp.ca_file."
        }
        Cause::Disk => "Make room on the disk.",
        Cause::Connection => match stage {
            Stage::Connect => {
                "Check smtp.host and smtp.port, and that no firewall stands between: many \
                 networks let port 587 out and not 25."
            }
            Stage::Data => {
                "The connection broke while the message was on its way: look for a limit on \
                 size, an antivirus or a firewall between, and in the server's log."
            }
            Stage::Hello => {
                "The port is open, but does not speak as expected: check that smtp.port speaks \
                 SMTP and that smtp.security fits it."
            }
            _ => {
                "The server ended the conversation without saying why: look in its log, and test \
                 again."
            }
        },
    };
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn advice(stage: Stage, reply: &str) -> String {
        of(stage, Cause::of(stage, reply), false, "studio")
    }

    /// Each reply, a word the advice must contain, and one it must not.
    #[test]
    fn the_advice_names_the_cause_only() {
        use Stage::{Auth, Connect, Data, From, Hello, Recipient, Tls};
        let table = [
            (Connect, "Connection refused (os error 111)", "smtp.port", "address given"),
            (Connect, "no answer within 30 s", "firewall", "smtp.from"),
            (Connect, "Network is unreachable (os error 101)", "firewall", "smtp.from"),
            (Tls, "the server offers no STARTTLS", "smtp.security", "ca_file"),
            (Tls, "invalid peer certificate: UnknownIssuer", "smtp.ca_file", "password"),
            (Tls, "no answer within 30 s", "smtp.security", "password"),
            (Hello, "no answer within 30 s", "smtp.security", "relay"),
            (Hello, "connection closed", "smtp.port", "relay"),
            (Hello, "421 4.3.2 Service not available, try later", "later", "smtp."),
            (
                Hello,
                "501 5.5.2 <studio>: Helo command rejected: invalid name",
                "studio",
                "smtp.from",
            ),
            (Hello, "554 5.7.1 Your IP is on a block list", "list", "smtp.from"),
            (Hello, "554 No SMTP service here", "network address", "password"),
            (Auth, "535 5.7.8 Username and Password not accepted", "smtp.password", "smtp.from"),
            (Auth, "534 5.7.9 Application-specific password required", "applications", "smtp.from"),
            (Auth, "454 4.7.0 Temporary authentication failure", "later", "smtp.password"),
            (
                Auth,
                "the server offers no login by password, only XOAUTH2",
                "A password does not do",
                "Check smtp.username",
            ),
            (Auth, "538 5.7.11 Encryption required", "smtp.security", "applications"),
            (From, "530 5.7.0 Authentication Required", "smtp.username", "send as"),
            (From, "530 5.7.0 Must issue a STARTTLS command first", "starttls", "send as"),
            (From, "550 5.7.1 Sender not allowed", "smtp.from", "login"),
            (From, "553 5.1.8 Sender address rejected: Domain not found", "smtp.from", "later"),
            (From, "451 4.3.0 Temporary System Problem", "later", "send as"),
            (From, "452 4.3.1 Insufficient system storage", "later", "send as"),
            (
                From,
                "421 4.7.0 [TSS04] Messages from 203.0.113.9 temporarily deferred",
                "list",
                "send as",
            ),
            (Recipient, "550 5.1.1 User unknown", "--to", "smtp."),
            (Recipient, "452 4.2.2 mailbox full", "full", "check the address"),
            (Recipient, "552 5.2.2 mailbox full", "full", "check the address"),
            (Recipient, "452 4.3.1 Insufficient system storage", "later", "address"),
            (Recipient, "451 4.7.1 Greylisted, come back later", "by itself", "address"),
            (Recipient, "550 5.7.1 Unable to relay", "relay", "--to"),
            (Recipient, "530 5.7.0 Authentication required", "smtp.username", "--to"),
            (
                Recipient,
                "504 5.5.2 <studio>: Helo command rejected: need fully-qualified hostname",
                "smtp.ehlo",
                "--to",
            ),
            (Recipient, "550 Sender verify failed", "smtp.from", "--to"),
            (
                Recipient,
                "554 5.7.1 Client host [203.0.113.9] blocked using zen.spamhaus.org",
                "list",
                "--to",
            ),
            (Recipient, "550 Administrative prohibition", "does not say", "check"),
            (Recipient, "connection closed", "without saying why", "address"),
            (Data, "connection closed", "broke", "SPF"),
            (Data, "no answer within 120 s", "broke", "SPF"),
            (Data, "451 4.3.0 queue file write error", "later", "SPF"),
            (Data, "552 5.3.4 Message size exceeds fixed limit", "smaller", "SPF"),
            (
                Data,
                "550 5.7.26 Unauthenticated email from studio.example is not accepted",
                "SPF",
                "login",
            ),
            (Data, "550 5.7.1 message content rejected as spam", "spam", "SPF"),
        ];
        for (stage, reply, named, spared) in table {
            let said = advice(stage, reply);
            assert!(said.contains(named), "{reply}: {said}");
            assert!(!said.contains(spared), "{reply}: {said}");
        }
    }
}
