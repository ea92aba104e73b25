package io.orchestratex.backup.engine.mongodb;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.Document;

/**
 * The accounts and roles with which this installation signs in, at a server. A restore leaves them
 * as they are: with the passwords of a backup nothing of it could sign in any more.
 *
 * @param names of accounts and roles, whichever database they are of
 * @param connected {@code database.name} of the accounts of this connection
 */
record OwnAccounts(Set<String> names, Set<String> connected) {

  OwnAccounts {
    names = Set.copyOf(names);
    connected = Set.copyOf(connected);
  }

  static OwnAccounts of(Server server, String setting) {
    Document said =
        server
            .database(Accounts.DATABASE)
            .runCommand(new Document("connectionStatus", 1))
            .get("authInfo", new Document());
    Set<String> connected = new TreeSet<>();
    for (Document each : said.getList("authenticatedUsers", Document.class, List.of())) {
      connected.add(each.getString("db") + "." + each.getString("user"));
    }
    return new OwnAccounts(listed(setting), connected);
  }

  private static Set<String> listed(String setting) {
    return Arrays.stream(setting.split(",", -1))
        .map(String::strip)
        .filter(each -> !each.isEmpty())
        .collect(Collectors.toSet());
  }

  /** Whether a document of {@code system.users} or {@code system.roles} is about one of them. */
  boolean has(BsonDocument document) {
    return names.contains(text(document, "user"))
        || names.contains(text(document, "role"))
        || connected.contains(text(document, "db") + "." + text(document, "user"));
  }

  private static String text(BsonDocument document, String field) {
    return document.get(field) instanceof BsonString text ? text.getValue() : "";
  }
}
