use super::likely::likely;
use crate::name::joined_is;

/// A class of personal values, told by field names, for which a service can choose an [`Action`](crate::Action).
///
/// Without an action a class changes nothing: its names are decided like all others.
///
/// ```
/// use tracewell_redact::{Action, Class, Mode, Policy};
///
/// let policy = Policy::builder(Mode::Production).action(Class::Phone, Action::KeepLast(2)).build()?;
/// assert_eq!(policy.field("phone_number", None, "+49 30 1234567"), "****67");
/// assert_eq!(Class::of("clientIp"), Some(Class::Ip));
/// # Ok::<(), tracewell_redact::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Class {
    /// Postal addresses: `address`, `street`, `postal_code`.
    Address,
    /// Dates of birth: `birth_date`, `dob`.
    Birth,
    /// E-mail addresses: `email`, `user.email`.
    Email,
    /// Places: `latitude`, `longitude`.
    Geo,
    /// IP addresses: `client_ip`, `remote_addr`.
    Ip,
    /// Names of people: `full_name`, `first_name`.
    Name,
    /// Card numbers: `pan`, `card_number`. They are sensitive names too; an action for this class goes before that.
    Payment,
    /// Telephone numbers: `phone`, `msisdn`.
    Phone,
    /// Users: `user_id`, `sub`, `account_id`.
    User,
}

impl Class {
    /// Every class.
    pub const ALL: &'static [Self] = &[
        Self::Address,
        Self::Birth,
        Self::Email,
        Self::Geo,
        Self::Ip,
        Self::Name,
        Self::Payment,
        Self::Phone,
        Self::User,
    ];

    /// The word for the class, which goes into its keyed hashes.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Address => "address",
            Self::Birth => "birth",
            Self::Email => "email",
            Self::Geo => "geo",
            Self::Ip => "ip",
            Self::Name => "name",
            Self::Payment => "payment",
            Self::Phone => "phone",
            Self::User => "user",
        }
    }

    /// The class of a field name, in any case and with any separators.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|class| class.names().iter().any(|joined| joined_is(name, joined)))
    }

    /// The class that a field of this name seems to hold values of, told by its words. A hint for people, which is wrong now
    /// and then; no action follows it.
    ///
    /// ```
    /// use tracewell_redact::Class;
    ///
    /// assert_eq!(Class::likely("customerEmail"), Some(Class::Email));
    /// assert_eq!(Class::likely("queue_name"), None);
    /// ```
    #[must_use]
    pub fn likely(name: &str) -> Option<Self> {
        Self::of(name).or_else(|| likely(name))
    }

    const fn names(self) -> &'static [&'static str] {
        match self {
            Self::Address => &["address", "postaladdress", "street", "postalcode", "zipcode", "city"],
            Self::Birth => &["birthdate", "birthday", "dateofbirth", "dob"],
            Self::Email => &["email", "emailaddress", "mail", "useremail"],
            Self::Geo => &["geo", "lat", "latitude", "lon", "lng", "longitude"],
            Self::Ip => &[
                "clientaddress",
                "clientip",
                "ip",
                "ipaddress",
                "remoteaddr",
                "remoteip",
                "userip",
                "xforwardedfor",
                "xrealip",
            ],
            Self::Name => &["familyname", "firstname", "fullname", "givenname", "lastname", "surname", "userfullname"],
            Self::Payment => &["cardnumber", "creditcard", "pan"],
            Self::Phone => &["mobile", "msisdn", "phone", "phonenumber", "tel", "telephone"],
            Self::User => &["accountid", "enduserid", "sub", "userid"],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Class;

    #[test]
    fn is_told_by_the_whole_name_in_any_spelling() {
        for (name, class) in [
            ("email", Some(Class::Email)),
            ("e_mail", Some(Class::Email)),
            ("User.Email", Some(Class::Email)),
            ("client_ip", Some(Class::Ip)),
            ("X-Forwarded-For", Some(Class::Ip)),
            ("x_real_ip", Some(Class::Ip)),
            ("phoneNumber", Some(Class::Phone)),
            ("card-number", Some(Class::Payment)),
            ("email_count", None),
            ("", None),
        ] {
            assert_eq!(Class::of(name), class, "{name}");
        }
    }

    #[test]
    fn seems_to_be_told_by_single_words() {
        for (name, class) in [
            ("customer_email", Some(Class::Email)),
            ("email_address", Some(Class::Email)),
            ("ip_address", Some(Class::Ip)),
            ("peer.ip", Some(Class::Ip)),
            ("homePhone", Some(Class::Phone)),
            ("shipping_address", Some(Class::Address)),
            ("name", Some(Class::Name)),
            ("user_name", Some(Class::Name)),
            ("customerName", Some(Class::Name)),
            ("username", Some(Class::Name)),
            ("birth_year", Some(Class::Birth)),
            ("sub", Some(Class::User)),
            ("queue_name", None),
            ("file.name", None),
            ("order_id", None),
            ("shipping", None),
            ("latency_ms", None),
            ("", None),
        ] {
            assert_eq!(Class::likely(name), class, "{name}");
        }
    }
}
