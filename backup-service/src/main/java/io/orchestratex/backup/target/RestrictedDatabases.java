package io.orchestratex.backup.target;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import io.orchestratex.kit.access.Caller;
import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.failure.FailureException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Databases that hold who may do what. An operator who could export or restore them could give
 * themselves any role.
 *
 * @param databases their names, separated by commas
 */
@ConfigurationProperties("orchestratex.backup.restricted")
public record RestrictedDatabases(@Bindable(defaultValue = "gateway") String databases) {

  /**
   * Which of them objects belong to.
   *
   * @param objects names that begin with their database, such as {@code gateway.users}
   */
  public List<String> of(Collection<String> objects) {
    Set<String> restricted =
        Arrays.stream(databases.split(",", -1)).map(String::strip).collect(Collectors.toSet());
    return objects.stream()
        .map(object -> object.split("\\.", 2)[0])
        .filter(restricted::contains)
        .distinct()
        .sorted()
        .toList();
  }

  /** Refuses who is no admin what concerns accounts and roles of a server itself. */
  public void requireAdminForUsers(Caller caller, String code, String happens) {
    if (!caller.hasAnyRole(Role.ADMIN)) {
      throw FailureException.forbidden(
          code,
          "Accounts and roles of a database server are in it, and it %s by an admin only; leave them out (users), or ask an admin."
              .formatted(happens));
    }
  }

  /**
   * Refuses who is no admin.
   *
   * @param happens what would happen to them, such as {@code is restored}
   */
  public void requireAdmin(Caller caller, String code, String happens, Collection<String> objects) {
    List<String> found = of(objects);
    if (!found.isEmpty() && !caller.hasAnyRole(Role.ADMIN)) {
      throw FailureException.forbidden(
          code,
          "The database %s holds users, keys and revocations and %s by an admin only; choose other databases, or ask an admin."
              .formatted(String.join(", ", found), happens));
    }
  }
}
