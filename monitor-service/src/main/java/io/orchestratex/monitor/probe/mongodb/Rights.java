package io.orchestratex.monitor.probe.mongodb;

import io.orchestratex.kit.connection.ConnectionTest;
import io.orchestratex.kit.connection.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.bson.Document;

/** What an account may do, as {@code connectionStatus} says, against what a measurement needs. */
final class Rights {

  private final Document rights;

  private Rights(Document rights) {
    this.rights = rights;
  }

  /** Notes whether the account may measure. */
  static void check(String account, Document rights, ConnectionTest test) {
    if (account.isEmpty()) {
      test.pass(Step.PERMISSION, "the server checks no rights");
      return;
    }
    Rights own = new Rights(rights);
    List<String> missing = new ArrayList<>();
    TreeSet<String> roles = new TreeSet<>();
    for (String action : List.of("serverStatus", "replSetGetStatus", "listDatabases")) {
      if (!own.may(action, resource -> resource.getBoolean("cluster", false))) {
        missing.add(action + " on the cluster");
        roles.add("clusterMonitor");
      }
    }
    for (String action : List.of("find", "listCollections")) {
      if (!own.may(action, Rights::isEveryCollection)) {
        missing.add(action + " on every collection");
        roles.add("readAnyDatabase");
      }
    }
    if (missing.isEmpty()) {
      test.pass(Step.PERMISSION, "may measure the server and count its documents");
    } else {
      test.fail(
          Step.PERMISSION,
          "the account " + account + " lacks " + String.join(", ", missing) + ".",
          own.grant(account, roles));
    }
  }

  private boolean may(String action, Predicate<Document> where) {
    return rights.getList("authenticatedUserPrivileges", Document.class, List.of()).stream()
        .filter(each -> each.getList("actions", String.class, List.of()).contains(action))
        .map(each -> each.get("resource", new Document()))
        .anyMatch(resource -> resource.getBoolean("anyResource", false) || where.test(resource));
  }

  private static boolean isEveryCollection(Document resource) {
    return "".equals(resource.getString("db")) && "".equals(resource.getString("collection"));
  }

  private String grant(String account, TreeSet<String> roles) {
    String database =
        rights.getList("authenticatedUsers", Document.class, List.of()).stream()
            .map(each -> each.getString("db"))
            .findFirst()
            .orElse("admin");
    List<String> named =
        roles.stream().map(role -> "{role: \"" + role + "\", db: \"admin\"}").toList();
    return "Give the roles as an administrator: db.getSiblingDB(\"%s\").grantRolesToUser(\"%s\", [%s])"
        .formatted(database, account, String.join(", ", named));
  }
}
