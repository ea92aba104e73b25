package io.orchestratex.backup.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.EnginePlan;
import io.orchestratex.backup.engine.KeepCurrentSettings;
import io.orchestratex.backup.engine.LeftOut;
import io.orchestratex.backup.engine.Move;
import io.orchestratex.backup.engine.Move.Phase;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.PlannedObject;
import io.orchestratex.backup.engine.PlannedObject.Action;
import io.orchestratex.backup.engine.Selection;
import io.orchestratex.backup.job.JobStatus;
import io.orchestratex.backup.restore.RestoreDetails.JournaledMove;
import io.orchestratex.backup.restore.RestoreDetails.MoveState;
import io.orchestratex.backup.restore.RestoreDetails.Report;
import io.orchestratex.backup.restore.RestoreRules.Entry;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RestoreRulesTest {

  private static ObjectFact fact(String name, long count, String hash) {
    return new ObjectFact(name, count, hash, 1);
  }

  @Test
  void beginsAgainUntilThingsMoveAndThenGoesOn() {
    RestoreDetails fresh = RestoreDetails.begin(Selection.ALL, Map.of("t", List.of("a.b")));
    RestoreDetails moving = fresh.withSwapping();

    assertThat(RestoreRules.entry(fresh, false)).isEqualTo(Entry.PREPARE);
    assertThat(RestoreRules.entry(fresh, true)).isEqualTo(Entry.GIVE_UP);
    assertThat(RestoreRules.entry(moving, false)).isEqualTo(Entry.SWAP);
    assertThat(RestoreRules.entry(moving, true)).isEqualTo(Entry.END_OR_ROLL_BACK);
    RestoreDetails back = RestoreDetails.fromJson(moving.withRollingBack("unequal").toJson());
    assertThat(RestoreRules.entry(back, false))
        .as("never forward again")
        .isEqualTo(Entry.ROLL_BACK);
    assertThat(RestoreRules.entry(back, true)).isEqualTo(Entry.ROLL_BACK);
    assertThat(RestoreRules.entry(moving.withConfirmed(), true)).isEqualTo(Entry.FINISH);
  }

  @Test
  void whatTheSafetyBackupLacksAndTheRestoreReplacesIsNamed() {
    DumpedFile shop = new DumpedFile("shop", List.of(), Map.of());
    List<LeftOut> ofPostgres =
        List.of(
            LeftOut.failed("table", "shop.public.orders", "it is locked."),
            LeftOut.failed("database", "other", "it is damaged."),
            LeftOut.byDesign("subscription", "shop.news", "it is made anew."));
    assertThat(RestoreRules.replacedUnkept(ofPostgres, List.of(shop), Selection.ALL))
        .containsExactly("table shop.public.orders: it is locked.");
    Selection elsewhere = new Selection(List.of("other"), List.of());
    assertThat(RestoreRules.replacedUnkept(ofPostgres, List.of(shop), elsewhere)).isEmpty();

    DumpedFile all = new DumpedFile(DumpedFile.ALL, List.of(fact("a.orders", 1, "h")), Map.of());
    List<LeftOut> ofMongo =
        List.of(
            LeftOut.failed("collection", "a.orders", "it was replaced."),
            LeftOut.failed("collection", "a.report", "it was replaced."));
    assertThat(RestoreRules.replacedUnkept(ofMongo, List.of(all), Selection.ALL))
        .containsExactly("collection a.orders: it was replaced.");
    Selection other = new Selection(List.of(), List.of("a.other"));
    assertThat(RestoreRules.replacedUnkept(ofMongo, List.of(all), other)).isEmpty();
  }

  @Test
  void whatARestoreLeftGoesOnlyWhenItIsNobodysOnlyCopy() {
    RestoreDetails fresh = RestoreDetails.begin(Selection.ALL, Map.of("t", List.of("a.b")));
    RestoreDetails moving = fresh.withSwapping();

    assertThat(RestoreRules.isOver(JobStatus.FAILED, fresh)).isTrue();
    assertThat(RestoreRules.isOver(JobStatus.CANCELLED, fresh)).isTrue();
    assertThat(RestoreRules.isOver(JobStatus.SUCCEEDED, moving.withConfirmed())).isTrue();
    assertThat(RestoreRules.isOver(JobStatus.FAILED, moving.withConfirmed())).isTrue();
    assertThat(RestoreRules.isOver(JobStatus.ROLLED_BACK, moving)).isTrue();
    assertThat(RestoreRules.isOver(JobStatus.FAILED, moving)).as("not rolled back").isFalse();
    assertThat(RestoreRules.isOver(JobStatus.ROLLBACK_FAILED, moving)).isFalse();
    assertThat(RestoreRules.isOver(JobStatus.RUNNING, fresh)).isFalse();
    assertThat(RestoreRules.isOver(JobStatus.QUEUED, fresh)).isFalse();
  }

  @Test
  void comparesOnlyWhatIsReplacedOrCreated() {
    assertThat(
            RestoreRules.restored(
                List.of(
                    new PlannedObject("a.x", 1L, 2L, Action.REPLACE),
                    new PlannedObject("a.y", null, 2L, Action.CREATE),
                    new PlannedObject("a.outbox", 1L, 2L, Action.SKIP),
                    new PlannedObject("a.z", 1L, null, Action.KEEP))))
        .containsExactly("a.x", "a.y");
  }

  @Test
  void saysWhichObjectsStayAsTheyAreAndWhy() {
    assertThat(
            RestoreRules.warnings(
                List.of(
                    PlannedObject.skipped("alert.outbox", 1L, 2L, KeepCurrentSettings.REASON),
                    PlannedObject.skipped("alert.inbox", null, 2L, KeepCurrentSettings.REASON))))
        .containsExactly("alert.outbox, alert.inbox " + KeepCurrentSettings.REASON + ".");
    KeepCurrentSettings settings = new KeepCurrentSettings("outbox,inbox", "mongodb/alert, own");
    assertThat(settings.keeps("mongodb", "alert", "inbox")).isTrue();
    assertThat(settings.keeps("other", "own", "inbox")).isTrue();
    assertThat(settings.keeps("mongodb", "shop", "inbox")).isFalse();
    assertThat(settings.keeps("other", "alert", "inbox")).isFalse();
    assertThat(settings.keeps("mongodb", "alert", "orders")).isFalse();
  }

  @Test
  void warnsOfWhatAPartialBackupLacksAndNotOfWhatNoneHolds() {
    assertThat(
            RestoreRules.warningsOf(
                List.of(
                    LeftOut.failed("collection", "shop.report", "it was replaced."),
                    LeftOut.byDesign("accounts", "accounts", "they belong to the server."))))
        .containsExactly(
            "the backup is partial and does not hold collection shop.report: it was replaced.");
  }

  @Test
  void whatIsMissingOrHasOtherContentIsUnequal() {
    List<ObjectFact> backup = List.of(fact("a.x", 2, "h"), fact("a.y", 1, "i"));

    Report missing =
        RestoreRules.compare("t", List.of("a.x", "a.y"), backup, List.of(fact("a.x", 2, "h")));
    Report other =
        RestoreRules.compare("t", List.of("a.x"), backup, List.of(fact("a.x", 2, "changed")));

    assertThat(missing.equal()).isFalse();
    assertThat(RestoreRules.difference(missing)).contains("a.y is missing");
    assertThat(other.equal()).isFalse();
    assertThat(RestoreRules.difference(other))
        .isEqualTo(
            "a.x: its 2 records are not those of the backup: the number is the same, their content"
                + " differs");
    assertThat(RestoreRules.compare("t", List.of("a.x"), backup, backup).equal()).isTrue();
  }

  @Test
  void aJournalOfAnEarlierVersionIsShownAndNotGoneOnWith() {
    RestoreDetails old =
        RestoreDetails.fromJson(
            """
            {"selection":{"databases":[],"collections":[]},"restored":["a.b"],"steps":[],
             "safety_backup":"20010101_000000","started":true,"expiries":{"mongodb":[]},
             "swaps":{"mongodb":[{"container":"a","live":"b","beside":"x","old":"y"}]},
             "swapping":true,"confirmed":false,
             "report":{"objects":[{"name":"a.b","expected_count":1,"count":1,"expected_hash":"h",
               "hash":"h","equal":true}],"equal":true}}\
            """);

    assertThat(old.isForeign()).isTrue();
    assertThat(Objects.requireNonNull(old.report()).objects()).hasSize(1);
    assertThat(RestoreRules.isOver(JobStatus.FAILED, old))
        .as("the previous data may be under its names")
        .isFalse();
    assertThat(RestoreDetails.begin(Selection.ALL, Map.of("t", List.of("a.b"))).isForeign())
        .isFalse();
  }

  @Test
  void movesAreKeptByPhaseWithTheirStates() {
    Move rename = new Move("rename a.b", "putting a.b in place", Phase.SWITCH, Map.of("k", "v"));
    Move ttl = new Move("ttl a.b", "letting a.b expire", Phase.FOLLOW_UP, Map.of());
    RestoreDetails journal =
        RestoreDetails.begin(Selection.ALL, Map.of("t", List.of("a.b")))
            .withMoves(Phase.FOLLOW_UP, Map.of("t", List.of(ttl)))
            .withMoves(Phase.SWITCH, Map.of("t", List.of(rename)))
            .withState("t", rename, MoveState.APPLIED);

    RestoreDetails read = RestoreDetails.fromJson(journal.toJson());

    assertThat(read.movesOf("t"))
        .containsExactly(
            new JournaledMove(rename, MoveState.APPLIED),
            new JournaledMove(ttl, MoveState.PENDING));
    assertThat(read.withMoves(Phase.SWITCH, Map.of("t", List.of(rename))).movesOf("t"))
        .as("planned anew")
        .allMatch(move -> move.state() == MoveState.PENDING);
  }

  @Test
  void aReportOfATargetReplacesItsEarlierOne() {
    List<ObjectFact> backup = List.of(fact("a.x", 2, "h"));
    Report first = RestoreRules.compare("one", List.of("a.x"), backup, List.of());
    Report other = RestoreRules.compare("two", List.of("a.x"), backup, backup);
    Report again = RestoreRules.compare("one", List.of("a.x"), backup, backup);

    Report both = RestoreRules.joined(RestoreRules.joined(null, first), other);
    assertThat(both.equal()).isFalse();
    assertThat(both.objects()).hasSize(2);
    assertThat(RestoreRules.joined(both, again).equal()).isTrue();
    assertThat(RestoreRules.joined(both, again).objects()).hasSize(2);
  }

  @Test
  void whoseServicesAreAffectedFollowsFromWhoOwnsTheDatabases() {
    KeepCurrentSettings own =
        new KeepCurrentSettings("outbox", "shop-service=mongodb/shop, log, mail-service = mail");

    assertThat(own.services()).containsExactly("mail-service", "shop-service");
    assertThat(own.keeps("any", "log", "outbox")).as("no service, but its own").isTrue();
    assertThat(
            RestoreRules.affected(
                Map.of(
                    "mongodb", List.of("shop.orders", "shop.parts", "log.lines", "shopping.x"),
                    "other", List.of("shop.orders", "mail.inbox")),
                own))
        .containsExactly("mail-service", "shop-service");
    assertThat(RestoreRules.affected(Map.of("other", List.of("shop.orders")), own)).isEmpty();
  }

  @Test
  void aServerOfAnotherMajorVersionIsNamed() {
    assertThat(RestoreRules.otherVersion("15.4 (Debian)", "15.13")).isEmpty();
    assertThat(RestoreRules.otherVersion("14.1", "15.3").orElseThrow()).contains("older than 15.3");
    assertThat(RestoreRules.otherVersion("8.0.1", "7.0.2").orElseThrow()).contains("newer");
    assertThat(RestoreRules.otherVersion("", "7.0.2")).as("it does not say").isEmpty();
  }

  @Test
  void aNameIsTakenByItsDatabaseOrWhereOneCollectionIsMeantByThatOne() {
    EnginePlan plan =
        new EnginePlan(
            List.of(
                new PlannedObject("copy.a", 1L, 2L, Action.REPLACE),
                new PlannedObject("copy.b", null, 2L, Action.CREATE)),
            List.of(),
            List.of(),
            List.of("copy"));

    assertThat(RestoreRules.takenNames(plan, new Selection(List.of("copy"), List.of())))
        .containsExactly("copy");
    assertThat(RestoreRules.takenNames(plan, new Selection(List.of(), List.of("copy.a"))))
        .containsExactly("copy.a");
    EnginePlan unnamed = new EnginePlan(plan.objects(), List.of(), List.of(), List.of());
    assertThat(RestoreRules.takenNames(unnamed, Selection.ALL))
        .as("an engine that names no databases")
        .containsExactly("copy.a");
  }
}
