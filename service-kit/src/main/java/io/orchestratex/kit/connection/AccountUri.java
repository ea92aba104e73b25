package io.orchestratex.kit.connection;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orchestratex.kit.settings.Secret;
import java.net.URLEncoder;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A URI that names a server and, perhaps, an account: {@code scheme://user:password@hosts/…}. All
 * that stands behind the account is kept as it is.
 *
 * @param scheme in lower case
 * @param user as it is written, percent signs included; null when none is named
 * @param password as it is written; null when none is given
 * @param rest hosts, path and options
 */
public record AccountUri(
    String scheme, @Nullable String user, @Nullable Secret password, String rest) {

  private static final Pattern FORM =
      Pattern.compile(
          "(?<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?:(?<account>[^/?#]*)@)?(?<rest>[^\\s]*)");

  /** Takes a URI apart; empty when it has no such form. */
  public static Optional<AccountUri> parse(Secret uri) {
    Matcher parts = FORM.matcher(uri.reveal());
    if (!parts.matches() || parts.group("rest").isEmpty()) {
      return Optional.empty();
    }
    String scheme = parts.group("scheme").toLowerCase(Locale.ROOT);
    String account = parts.group("account");
    if (account == null) {
      return Optional.of(new AccountUri(scheme, null, null, parts.group("rest")));
    }
    int colon = account.indexOf(':');
    return Optional.of(
        new AccountUri(
            scheme,
            colon < 0 ? account : account.substring(0, colon),
            colon < 0 ? null : new Secret(account.substring(colon + 1)),
            parts.group("rest")));
  }

  /** Whether this names the same account of the same server in the same way, whatever password. */
  public boolean isSameButForThePassword(AccountUri other) {
    return scheme.equals(other.scheme)
        && rest.equals(other.rest)
        && String.valueOf(user).equals(String.valueOf(other.user));
  }

  /** The same with another password as it is written, or without one. */
  public AccountUri withPassword(@Nullable Secret written) {
    return new AccountUri(scheme, user, written, rest);
  }

  /** A password as it is written in a URI. */
  public static Secret written(String password) {
    return new Secret(URLEncoder.encode(password, UTF_8).replace("+", "%20"));
  }

  /** The whole URI. */
  public Secret whole() {
    Secret given = password;
    String account = user == null ? "" : user + (given == null ? "" : ":" + given.reveal()) + "@";
    return new Secret(scheme + "://" + account + rest);
  }
}
