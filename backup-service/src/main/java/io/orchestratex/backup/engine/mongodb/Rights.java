package io.orchestratex.backup.engine.mongodb;

import io.orchestratex.kit.connection.ConnectionTest;
import io.orchestratex.kit.connection.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.bson.Document;

/** What an account may do, as {@code connectionStatus} says, against what a backup needs. */
final class Rights {

  private static final String NO_NAME = "";

  private final String account;
  private final Document rights;

  private Rights(String account, Document rights) {
    this.account = account;
    this.rights = rights;
  }

  /** Notes whether the account may take a full backup. */
  static void check(String account, Document rights, ConnectionTest test) {
    if (account.isEmpty()) {
      test.pass(Step.PERMISSION, "the server checks no rights");
      return;
    }
    Rights own = new Rights(account, rights);
    List<String> missing = new ArrayList<>();
    for (String action : List.of("find", "listCollections", "listIndexes")) {
      if (!own.may(action, Rights::isEveryCollection)) {
        missing.add(action + " on every collection");
      }
    }
    if (!own.may("listDatabases", Rights::isCluster)) {
      missing.add("listDatabases on the cluster");
    }
    if (!missing.isEmpty()) {
      test.fail(
          Step.PERMISSION,
          "the account " + account + " lacks " + String.join(", ", missing) + ".",
          own.grant("backup"));
    } else if (own.may("insert", Rights::isEveryCollection)) {
      test.pass(Step.PERMISSION, "may read and restore every database");
    } else {
      test.pass(
          Step.PERMISSION,
          "may read every database, and restore none",
          own.grant("restore", "readWriteAnyDatabase", "dbAdminAnyDatabase"));
    }
  }

  private boolean may(String action, Predicate<Document> where) {
    return rights.getList("authenticatedUserPrivileges", Document.class, List.of()).stream()
        .anyMatch(each ->
            each.getList("actions", String.class, List.of()).contains(action)
                && (isAnything(resource(each)) || where.test(resource(each))));
  }

  private static Document resource(Document privilege) {
    return privilege.get("resource", new Document());
  }

  private static boolean isAnything(Document resource) {
    return resource.getBoolean("anyResource", false);
  }

  private static boolean isCluster(Document resource) {
    return resource.getBoolean("cluster", false);
  }

  private static boolean isEveryCollection(Document resource) {
    return NO_NAME.equals(resource.getString("db"))
        && NO_NAME.equals(resource.getString("collection"));
  }

  private String grant(String... roles) {
    String database =
        rights.getList("authenticatedUsers", Document.class, List.of()).stream()
            .map(each -> each.getString("db"))
            .findFirst()
            .orElse("admin");
    List<String> named = new ArrayList<>();
    for (String role : roles) {
      named.add("{role: \"" + role + "\", db: \"admin\"}");
    }
    return "Give the roles as an administrator: db.getSiblingDB(\"%s\").grantRolesToUser(\"%s\", [%s])"
        .formatted(database, account, String.join(", ", named));
  }
}
