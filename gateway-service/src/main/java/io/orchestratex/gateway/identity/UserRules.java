package io.orchestratex.gateway.identity;

import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.failure.Failure.FieldError;
import io.orchestratex.kit.failure.TextLength;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a user may be called and hold. */
final class UserRules {

  static final Set<String> ROLES = Set.of(Role.ADMIN, Role.OPERATOR, Role.ANALYST, Role.AGENT);

  static final int SHORTEST_PASSWORD = 12;
  static final int LONGEST_PASSWORD = 256;

  /** What is right before it is normalized, for the API document. */
  static final String NAME_AS_SENT = "^\\s*[A-Za-z0-9][A-Za-z0-9._-]{1,63}\\s*$";

  /** The same of an e-mail address. */
  static final String EMAIL_AS_SENT =
      "^\\s*[^@\\s\\x00-\\x1f\\x7f]{1,64}@[^@\\s\\x00-\\x1f\\x7f]{1,190}\\s*$";

  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{1,63}");
  private static final Pattern EMAIL =
      Pattern.compile("[^@\\s\\p{Cntrl}]{1,64}@[^@\\s\\p{Cntrl}]{1,190}");

  private UserRules() {}

  /** Names are compared without regard to case. */
  static String normalized(String username) {
    return username.strip().toLowerCase(Locale.ROOT);
  }

  /** Addresses are compared without regard to case. */
  static @Nullable String normalizedEmail(@Nullable String email) {
    return email == null ? null : email.strip().toLowerCase(Locale.ROOT);
  }

  static List<FieldError> faultsOfName(String normalized) {
    return NAME.matcher(normalized).matches()
        ? List.of()
        : List.of(
            new FieldError(
                "/username", "must be 2 to 64 letters, digits, dots, dashes or underscores"));
  }

  static List<FieldError> faultsOfEmail(@Nullable String email) {
    return email == null || EMAIL.matcher(email).matches()
        ? List.of()
        : List.of(new FieldError("/email", "must be an e-mail address"));
  }

  static List<FieldError> faultsOfPassword(String pointer, String password) {
    int characters = TextLength.of(password);
    return characters >= SHORTEST_PASSWORD && characters <= LONGEST_PASSWORD
        ? List.of()
        : List.of(new FieldError(pointer, "must have 12 to 256 characters"));
  }

  /**
   * Up to when tokens must be revoked so that each one made before now is: a token made in the
   * second of an earlier revocation counts as issued in the next second.
   */
  static Instant revocation(Instant now, Instant earlier) {
    Instant latestIssue = earlier.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
    return now.isAfter(latestIssue) ? now : latestIssue;
  }

  /** Roles must be known, and at least one. */
  static List<FieldError> faultsOfRoles(List<String> roles) {
    List<FieldError> faults = new ArrayList<>();
    if (roles.isEmpty()) {
      faults.add(new FieldError("/roles", "must name at least one of " + new TreeSet<>(ROLES)));
    }
    for (int i = 0; i < roles.size(); i++) {
      String role = roles.get(i);
      if (role == null || !ROLES.contains(role)) {
        faults.add(new FieldError("/roles/" + i, "must be one of " + new TreeSet<>(ROLES)));
      }
    }
    return faults;
  }
}
