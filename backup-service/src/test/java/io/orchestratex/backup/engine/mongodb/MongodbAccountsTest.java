package io.orchestratex.backup.engine.mongodb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoCredential;
import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import io.orchestratex.backup.engine.Dump;
import io.orchestratex.backup.engine.DumpSource;
import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.EngineAccess;
import io.orchestratex.backup.engine.FolderExport;
import io.orchestratex.backup.engine.KeepCurrentSettings;
import io.orchestratex.backup.engine.LeftOut;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.PlannedObject;
import io.orchestratex.backup.engine.PlannedObject.Action;
import io.orchestratex.backup.engine.ProgressMonitor;
import io.orchestratex.backup.engine.RestoreScope;
import io.orchestratex.backup.engine.ScopeSettings;
import io.orchestratex.backup.engine.Selection;
import io.orchestratex.backup.engine.WayOfEngine;
import io.orchestratex.kit.settings.Secret;
import io.orchestratex.local.TestEngines;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Accounts and roles of a server: whether they are back is asked by signing in. */
class MongodbAccountsTest {

  private static final Selection WITH_USERS = Selection.ALL.withUsers(true);

  private final String database = "bka" + UUID.randomUUID().toString().substring(0, 8);
  private final String changed = database + "_changed";
  private final String lost = database + "_lost";
  private final String late = database + "_late";
  private final String own = database + "_own";
  private final MongodbEngine engine =
      new MongodbEngine(
          new KeepCurrentSettings("", ""),
          new ScopeSettings(database),
          new MongodbSettings(null, own));
  private final MongoClient root = MongoClients.create(TestEngines.shared().mongo().rootUri());
  private byte[] archive = new byte[0];

  @BeforeEach
  void fill() {
    root.getDatabase(database).getCollection("orders").insertOne(new Document("_id", 1));
    Document mayRead =
        new Document("resource", new Document("db", database).append("collection", "orders"))
            .append("actions", List.of("find"));
    run(
        "createRole",
        "reader",
        new Document("privileges", List.of(mayRead)).append("roles", List.of()));
    for (String account : List.of(changed, lost, own)) {
      run("createUser", account, password("first").append("roles", List.of("reader")));
    }
  }

  @AfterEach
  void remove() {
    root.getDatabase(database).runCommand(new Document("dropAllUsersFromDatabase", 1));
    root.getDatabase(database).runCommand(new Document("dropAllRolesFromDatabase", 1));
    root.getDatabase(database).drop();
    MongoDatabase admin = root.getDatabase("admin");
    for (String left : admin.listCollectionNames()) {
      if (left.startsWith("ox_")) { // Of a test that failed.
        admin.getCollection(left).drop();
      }
    }
    root.close();
  }

  private void run(String command, String name, Document rest) {
    Document whole = new Document(command, name);
    whole.putAll(rest);
    root.getDatabase(database).runCommand(whole);
  }

  private static Document password(String text) {
    return new Document("pwd", text);
  }

  /** What happens to the server after the backup. */
  private void change() {
    for (String account : List.of(changed, own)) {
      run("updateUser", account, password("second").append("roles", List.of()));
    }
    run("dropUser", lost, new Document());
    run("dropRole", "reader", new Document());
    run("createUser", late, password("late").append("roles", List.of()));
  }

  private EngineAccess access() {
    return new EngineAccess("mongodb", new Secret(TestEngines.shared().mongo().backupUri()));
  }

  private Dump dump(Selection selection) throws IOException {
    ByteArrayOutputStream[] file = {new ByteArrayOutputStream()};
    Dump dump =
        engine.dump(
            access(),
            selection,
            _ -> {
              file[0] = new ByteArrayOutputStream();
              return file[0];
            },
            ProgressMonitor.NONE);
    archive = file[0].toByteArray();
    return dump;
  }

  private DumpSource source() {
    return _ -> new ByteArrayInputStream(archive);
  }

  private RestoreScope scope(Dump dump, boolean users) {
    return new RestoreScope(
        "20020202_000009", 1, access(), Selection.ALL.withUsers(users), dump.files());
  }

  /** Whether an account signs in, and reads by its role. */
  private String signIn(String account, String password) {
    MongoClientSettings settings =
        MongoClientSettings.builder()
            .applyConnectionString(new ConnectionString(TestEngines.shared().mongo().rootUri()))
            .credential(MongoCredential.createCredential(account, database, password.toCharArray()))
            .applyToClusterSettings(c -> c.serverSelectionTimeout(5, TimeUnit.SECONDS))
            .build();
    try (MongoClient client = MongoClients.create(settings)) {
      MongoDatabase own = client.getDatabase(database);
      own.runCommand(new Document("ping", 1));
      try {
        return own.getCollection("orders").find().into(new ArrayList<>()).size() + " read";
      } catch (MongoException e) {
        return "may not read";
      }
    } catch (MongoException e) {
      return "refused";
    }
  }

  private static List<String> names(Dump dump) {
    return dump.files().getFirst().objects().stream().map(ObjectFact::name).toList();
  }

  private void isAsAfterTheChange() {
    assertThat(signIn(changed, "second")).isEqualTo("may not read");
    assertThat(signIn(changed, "first")).isEqualTo("refused");
    assertThat(signIn(lost, "first")).isEqualTo("refused");
    assertThat(signIn(late, "late")).isEqualTo("may not read");
  }

  @Test
  void accountsAndRolesComeBackAndAllOthersStay() throws IOException {
    Dump dump = dump(WITH_USERS);
    assertThat(names(dump))
        .contains("admin.system.users", "admin.system.roles", database + ".orders");
    assertThat(dump.files().getFirst().attributes()).containsEntry(DumpedFile.USERS, "admin");
    assertThat(dump.leftOut()).extracting(LeftOut::kind).doesNotContain("accounts and roles");
    assertThat(engine.read(new ByteArrayInputStream(archive), ProgressMonitor.NONE))
        .containsExactlyInAnyOrderElementsOf(dump.files().getFirst().objects());
    change();
    WayOfEngine way = new WayOfEngine(engine, source(), scope(dump, true));

    assertThat(engine.plan(scope(dump, true)).objects())
        .filteredOn(object -> object.action() == Action.MERGE)
        .extracting(PlannedObject::name)
        .containsExactlyInAnyOrder("admin.system.users", "admin.system.roles");
    way.prepare();
    assertThat(way.measured())
        .extracting(ObjectFact::name)
        .contains("admin.system.users", "admin.system.roles");
    assertThat(way.measured())
        .allSatisfy(fact -> assertThat(dump.files().getFirst().objects()).contains(fact));
    isAsAfterTheChange();
    way.apply();

    assertThat(way.isApplied()).isTrue();
    assertThat(signIn(changed, "first")).isEqualTo("1 read");
    assertThat(signIn(changed, "second")).isEqualTo("refused");
    assertThat(signIn(lost, "first")).isEqualTo("1 read");
    assertThat(signIn(late, "late")).as("was not in the backup").isEqualTo("may not read");
    assertThat(signIn(own, "second")).as("signs in for us").isNotEqualTo("refused");

    way.undo();
    isAsAfterTheChange();
    way.apply();
    way.cleanUp();
    assertThat(signIn(lost, "first")).isEqualTo("1 read");
    assertThat(root.getDatabase("admin").listCollectionNames())
        .noneMatch(name -> name.startsWith("ox_"));
  }

  @Test
  void whereNothingIsReplacedOnlyWhatIsMissingIsAdded() throws IOException {
    Dump dump = dump(WITH_USERS);
    change();
    RestoreScope scope = scope(dump, true).replacing(false);
    root.getDatabase(database).getCollection("orders").drop();
    WayOfEngine way = new WayOfEngine(engine, source(), scope);

    way.prepare();
    way.apply();

    assertThat(way.isApplied()).isTrue();
    assertThat(signIn(changed, "second")).as("was there").isNotEqualTo("refused");
    assertThat(signIn(lost, "first")).isEqualTo("1 read");
    way.undo();
    assertThat(signIn(lost, "first")).isEqualTo("refused");
    way.cleanUp();
  }

  @Test
  void theyAreTakenAndRestoredOnlyWhereThatIsAskedFor() throws IOException {
    Dump without = dump(Selection.ALL);
    assertThat(names(without)).noneMatch(name -> name.startsWith("admin."));
    assertThat(without.leftOut()).extracting(LeftOut::kind).contains("accounts and roles");

    Dump dump = dump(WITH_USERS);
    change();
    assertThat(engine.plan(scope(dump, false)).objects())
        .extracting(PlannedObject::name)
        .noneMatch(name -> name.startsWith("admin."));
    assertThat(engine.plan(scope(dump, false)).warnings())
        .anyMatch(warning -> warning.contains("the backup holds them"));
    WayOfEngine way = new WayOfEngine(engine, source(), scope(dump, false));
    way.prepare();
    way.apply();
    way.cleanUp();
    isAsAfterTheChange();
  }

  @Test
  void stockMongorestoreBringsThemBackWhereThereIsOne(@TempDir Path folder) throws Exception {
    Path program = MongodbEveryKindTest.mongorestore();
    assumeTrue(program != null, "not run: no mongorestore on the PATH or in target/mongo-tools");
    dump(WITH_USERS);
    Path file = Files.write(folder.resolve("all.archive"), archive);
    change();
    root.getDatabase(database).getCollection("orders").drop();

    Process process =
        new ProcessBuilder(
                String.valueOf(program),
                "--uri=" + TestEngines.shared().mongo().rootUri(),
                "--archive=" + file)
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();

    assertThat(process.exitValue()).as(said).isZero();
    assertThat(signIn(lost, "first")).as(said).isEqualTo("1 read");
  }

  @Test
  void theFolderOfAnExportHasThemWhereMongorestoreLooksForThem() throws IOException {
    Dump dump = dump(WITH_USERS);
    List<String> files = new ArrayList<>();
    FolderExport.Folder folder =
        (path, _) -> {
          files.add(path);
          return new ByteArrayOutputStream();
        };

    engine.layOut(
        new ByteArrayInputStream(archive),
        dump.files().getFirst().objects(),
        folder,
        ProgressMonitor.NONE);

    assertThat(files)
        .contains(
            "admin/system.users.bson",
            "admin/system.users.metadata.json",
            "admin/system.roles.bson",
            "admin/system.version.bson");
  }
}
