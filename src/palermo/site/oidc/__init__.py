"""Sign-in by an outside provider (OpenID Connect): the first step only, for accounts that their holders have bound."""
