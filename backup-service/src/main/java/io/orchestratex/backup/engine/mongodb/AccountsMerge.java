package io.orchestratex.backup.engine.mongodb;

import com.mongodb.client.MongoCollection;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.Move;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.BsonValue;

/**
 * The accounts or the roles of a backup come to those of the server: what is missing is added, what
 * there is becomes what it was in the backup, all else stays. Only the server itself writes to
 * where it keeps them; it takes them out of another collection by the command that mongorestore
 * uses, and adds those that it does not have. An account that changes is dropped before, a role is
 * updated: one that were dropped would be taken from its accounts. What there was before is kept
 * under another name until the restore has ended.
 *
 * @param collection {@code system.users} or {@code system.roles}
 * @param staged the temporary name under which those of the backup were loaded
 * @param old the name under which the previous ones are kept
 */
record AccountsMerge(String collection, String staged, String old) {

  static final String KIND = "accounts";

  private static final String ID = "_id";
  private static final String UNFINISHED = "_unfinished";
  private static final String ADDED = "_added";
  private static final List<String> OF_A_ROLE =
      List.of("privileges", "roles", "authenticationRestrictions");

  /**
   * What of the backup is put in place.
   *
   * @param replaces whether what there is already changes; else only what is missing is added
   */
  record Rule(OwnAccounts own, boolean replaces) {
    boolean takes(BsonDocument document, Map<BsonValue, BsonDocument> before) {
      return !own.has(document) && (replaces || !before.containsKey(id(document)));
    }
  }

  static AccountsMerge of(Move move) {
    return new AccountsMerge(move.get("collection"), move.get("staged"), move.get("old"));
  }

  Move move() {
    return new Move(
        KIND + " " + collection,
        "bringing back " + (isOfRoles() ? "the roles of the server" : "its accounts"),
        Move.Phase.SWITCH,
        Map.of("collection", collection, "staged", staged, "old", old));
  }

  private boolean isOfRoles() {
    return collection.equals(Accounts.ROLES);
  }

  boolean isApplied(Server server, Rule rule) {
    if (server.info(Accounts.DATABASE, old) == null) {
      return false; // It is made before the first change.
    }
    Map<BsonValue, BsonDocument> before = all(server, old);
    Map<BsonValue, BsonDocument> now = all(server, collection);
    return all(server, staged).values().stream()
        .filter(each -> rule.takes(each, before))
        .allMatch(each -> each.equals(now.get(id(each))));
  }

  void apply(Server server, Rule rule) {
    if (server.info(Accounts.DATABASE, staged) == null) {
      throw new EngineException(
          "restore.staged-missing",
          Accounts.DATABASE + "." + staged + " is gone; nothing can be put in place");
    }
    if (server.info(Accounts.DATABASE, old) == null) {
      keep(server);
    }
    Map<BsonValue, BsonDocument> before = all(server, old);
    put(server, all(server, staged).values().stream().filter(e -> rule.takes(e, before)).toList());
  }

  void undo(Server server, Rule rule) {
    if (server.info(Accounts.DATABASE, old) == null) {
      return; // Nothing was changed.
    }
    Map<BsonValue, BsonDocument> before = all(server, old);
    Map<BsonValue, BsonDocument> now = all(server, collection);
    List<BsonDocument> previous = new ArrayList<>();
    for (BsonDocument each : all(server, staged).values()) {
      BsonDocument was = before.get(id(each));
      if (!rule.takes(each, before)) {
        continue;
      }
      if (was != null) {
        previous.add(was);
      } else if (now.containsKey(id(each))) {
        run(server, isOfRoles() ? "dropRole" : "dropUser", each, new BsonDocument());
      }
    }
    put(server, previous);
  }

  /** The copy gets its name when it is whole. */
  private void keep(Server server) {
    String unfinished = old + UNFINISHED;
    write(server, unfinished, List.copyOf(all(server, collection).values()));
    server
        .database(Accounts.DATABASE)
        .runCommand(
            new BsonDocument(
                    "renameCollection", new BsonString(Accounts.DATABASE + "." + unfinished))
                .append("to", new BsonString(Accounts.DATABASE + "." + old)));
  }

  /** Makes accounts or roles what they are to be. */
  private void put(Server server, List<BsonDocument> wanted) {
    Map<BsonValue, BsonDocument> now = all(server, collection);
    List<BsonDocument> changed =
        wanted.stream().filter(each -> !each.equals(now.get(id(each)))).toList();
    if (changed.isEmpty()) {
      return;
    }
    if (!isOfRoles()) {
      changed.stream()
          .filter(each -> now.containsKey(id(each)))
          .forEach(each -> run(server, "dropUser", each, new BsonDocument()));
    }
    String added = old + ADDED;
    write(server, added, changed);
    server
        .database(Accounts.DATABASE)
        .runCommand(
            new BsonDocument("_mergeAuthzCollections", new BsonInt32(1))
                .append(
                    isOfRoles() ? "tempRolesCollection" : "tempUsersCollection",
                    new BsonString(Accounts.DATABASE + "." + added))
                .append("db", new BsonString(""))
                .append("drop", BsonBoolean.FALSE)
                .append("writeConcern", new BsonDocument("w", new BsonString("majority"))));
    documents(server, added).drop();
    if (isOfRoles()) {
      changed.stream()
          .filter(each -> now.containsKey(id(each)))
          .forEach(each -> run(server, "updateRole", each, definition(each)));
    }
  }

  private static BsonDocument definition(BsonDocument role) {
    BsonDocument definition = new BsonDocument();
    OF_A_ROLE.forEach(part -> definition.append(part, role.getArray(part, new BsonArray())));
    return definition;
  }

  private void run(Server server, String command, BsonDocument about, BsonDocument rest) {
    BsonDocument whole =
        new BsonDocument(command, about.get(isOfRoles() ? "role" : "user"))
            .append("writeConcern", new BsonDocument("w", new BsonString("majority")));
    whole.putAll(rest);
    server.database(about.getString("db").getValue()).runCommand(whole);
  }

  private static void write(Server server, String name, List<BsonDocument> documents) {
    documents(server, name).drop();
    server.database(Accounts.DATABASE).createCollection(name);
    if (!documents.isEmpty()) {
      server
          .database(Accounts.DATABASE)
          .getCollection(name, BsonDocument.class)
          .insertMany(documents);
    }
  }

  private static Map<BsonValue, BsonDocument> all(Server server, String name) {
    Map<BsonValue, BsonDocument> all = new LinkedHashMap<>();
    documents(server, name).find().forEach(each -> all.put(id(each), each));
    return all;
  }

  private static MongoCollection<BsonDocument> documents(Server server, String name) {
    return server.database(Accounts.DATABASE).getCollection(name, BsonDocument.class);
  }

  private static BsonValue id(BsonDocument document) {
    return Objects.requireNonNull(document.get(ID), "an account has an id");
  }
}
