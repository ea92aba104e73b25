package io.orchestratex.kit.target;

import io.orchestratex.kit.connection.AccountUri;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.settings.Secret;
import org.jspecify.annotations.Nullable;

/** The URI of a target as a request gives it: whole, or with its password in a field of its own. */
final class GivenUri {

  private static final String URI = "/uri";
  private static final String PASSWORD = "/password";

  private GivenUri() {}

  /**
   * Of a new target.
   *
   * @param code of what is refused
   * @param password null or empty where there is none besides the URI
   */
  static Secret of(String code, String uri, @Nullable String password) {
    AccountUri given = parsed(code, new Secret(uri));
    return password == null || password.isEmpty()
        ? given.whole()
        : joined(code, given, password).whole();
  }

  /**
   * Of a target that is changed. The stored password is used again only where everything else is as
   * it was, so that nobody has it sent to another server or in a weaker way.
   *
   * @param stored as it was; null when it cannot be read
   * @param uri null to leave it as it is
   * @param password null to leave it as it is; empty for none
   */
  static Secret changed(
      String code, @Nullable Secret stored, @Nullable String uri, @Nullable String password) {
    AccountUri before = stored == null ? null : parsed(code, stored);
    if (uri == null) {
      if (before == null) {
        throw FailureException.invalid(
            code, URI, "must be given again, because the stored one cannot be read");
      }
      return password == null ? before.whole() : joined(code, before, password).whole();
    }
    AccountUri given = parsed(code, new Secret(uri));
    if (password != null) {
      return joined(code, given, password).whole();
    }
    if (given.password() != null || given.user() == null) {
      return given.whole();
    }
    if (before == null || !before.isSameButForThePassword(given)) {
      throw FailureException.invalid(
          code,
          PASSWORD,
          "must be given, because the URI is not the stored one and the stored password is sent to"
              + " no other server or in another way; give an empty one for none");
    }
    return before.whole();
  }

  private static AccountUri joined(String code, AccountUri uri, String password) {
    if (password.isEmpty()) {
      return uri.withPassword(null);
    }
    if (uri.user() == null) {
      throw FailureException.invalid(code, PASSWORD, "needs a URI that names the user");
    }
    return uri.withPassword(AccountUri.written(password));
  }

  /** As it is written, taken apart. */
  static AccountUri parsed(String code, Secret uri) {
    return AccountUri.parse(uri)
        .orElseThrow(() ->
            FailureException.invalid(
                code, URI, "is not a URI; expected scheme://user:password@host:port/…"));
  }
}
