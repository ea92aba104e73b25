package io.orchestratex.backup.engine.mongodb;

import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.ObjectFact;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where a server keeps its accounts and roles, as mongodump takes them: with the version of their
 * form, which mongorestore asks for and which is never restored here.
 */
final class Accounts {

  static final String DATABASE = "admin";

  static final String ROLES = "system.roles";
  static final String USERS = "system.users";

  private static final String VERSION = "system.version";

  /** In the order in which they are put in place: accounts refer to roles. */
  static final List<String> COLLECTIONS = List.of(VERSION, ROLES, USERS);

  private static final Set<String> NAMES =
      COLLECTIONS.stream()
          .map(each -> DATABASE + "." + each)
          .collect(Collectors.toUnmodifiableSet());

  private Accounts() {}

  /** Whether {@code database.collection} is one of them. */
  static boolean is(String name) {
    return NAMES.contains(name);
  }

  /** Those of a file that no restore brings back. */
  static Set<String> left(DumpedFile file) {
    return file.objects().stream()
        .map(ObjectFact::name)
        .filter((DATABASE + "." + VERSION)::equals)
        .collect(Collectors.toSet());
  }
}
