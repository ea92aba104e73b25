package io.orchestratex.cli.adopt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.cli.access.Gateway;
import io.orchestratex.cli.adopt.Plan.State;
import io.orchestratex.cli.discovery.Container;
import io.orchestratex.cli.discovery.Endpoint;
import io.orchestratex.cli.discovery.EngineKind;
import io.orchestratex.cli.discovery.FoundEngine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is to be done about an engine, from what was found and what there is. */
class PlanRulesTest {

  private static final String NONE = "[]";
  private static final String FOR_ALL = "[{\"name\":\"all\",\"cron\":\"0 3 * * *\"}]";

  private Accounts accounts = Accounts.of(List.of(), null, null);
  private @Nullable String reachedAs;

  private List<Plan> plans(String targets, String policies, FoundEngine... engines) {
    Places places = new Places(Set.of("127.0.0.1", "localhost", "db1"), "db1.example", reachedAs);
    return new PlanRules(list(targets), list(policies), accounts, places).plans(List.of(engines));
  }

  private Plan plan(String targets, String policies, FoundEngine engine) {
    return plans(targets, policies, engine).getFirst();
  }

  private static List<JsonNode> list(String json) {
    try {
      List<JsonNode> nodes = new ArrayList<>();
      Gateway.JSON.readTree(json).forEach(nodes::add);
      return nodes;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static FoundEngine at(EngineKind kind, int port) {
    return new FoundEngine(kind, new Endpoint("127.0.0.1", port), "process 7", null, null);
  }

  private static FoundEngine inContainer(@Nullable Endpoint endpoint) {
    Container container =
        new Container(
            "shop_db", "postgres:15", Set.of("shop_db", "db"), 5432, Map.of(), "shop", "s3cret");
    return new FoundEngine(
        EngineKind.POSTGRESQL,
        endpoint,
        container.toString(),
        container,
        endpoint == null ? "publishes no port" : null);
  }

  private static String target(String fields) {
    return "[{\"id\":\"pg\",\"engine\":\"postgresql\"," + fields + "}]";
  }

  @Test
  void anEngineThatIsNoTargetIsProposedWithEverything() {
    Plan plan = plan(NONE, NONE, at(EngineKind.POSTGRESQL, 5432));
    assertThat(plan.state()).isEqualTo(State.PROPOSED);
    assertThat(plan.id()).isEqualTo("postgresql-db1");
    assertThat(plan.uri(account(plan))).isEqualTo("postgresql://postgres@127.0.0.1:5432/postgres");
    assertThat(plan.addsBackup() && plan.addsWatch() && plan.takesBackup()).isTrue();
    assertThat(plan.policy()).isEqualTo("postgresql-db1");
    assertThat(plan(NONE, FOR_ALL, at(EngineKind.POSTGRESQL, 5432)).policy())
        .as("a policy takes backups of all targets")
        .isNull();
  }

  @Test
  void idsAreUniqueAndTheHostIsThatOfTheServices() {
    reachedAs = "db1.internal";
    List<Plan> plans =
        plans(
            "[{\"id\":\"mongodb-db1\",\"engine\":\"mongodb\",\"address\":\"other:1\"}]",
            NONE,
            at(EngineKind.MONGODB, 27017),
            at(EngineKind.MONGODB, 27018));
    assertThat(plans).extracting(Plan::id).containsExactly("mongodb-db1-2", "mongodb-db1-27018");
    assertThat(plans.getFirst().uri(account(plans.getFirst())))
        .isEqualTo("mongodb://db1.internal:27017/");
  }

  @Test
  void aContainerGivesItsNameAndItsAccountAndNoPasswordIsShown() {
    Plan plan = plan(NONE, NONE, inContainer(new Endpoint("127.0.0.1", 5433)));
    assertThat(plan.id()).isEqualTo("shop-db");
    assertThat(account(plan).password()).isEqualTo("s3cret");
    assertThat(plan.json().toString() + plan).doesNotContain("s3cret");
    assertThat(plan.json().at("/proposal/uri").asText())
        .isEqualTo("postgresql://shop@127.0.0.1:5433/postgres");

    assertThat(plan(NONE, NONE, inContainer(null)).state()).isEqualTo(State.UNREACHABLE);
    Plan byName =
        plan(
            target(
                "\"address\":\"postgresql://db:5432\",\"backed_up\":true,\"watched\":true,"
                    + "\"source\":\"settings\""),
            NONE,
            inContainer(null));
    assertThat(byName.state()).isEqualTo(State.TARGET);
  }

  @Test
  void aTargetIsRecognisedByAnyOfItsHosts() {
    String known = "\"address\":\"%s\",\"backed_up\":true,\"watched\":true,\"source\":\"settings\"";
    for (String address :
        List.of("localhost:6000", "db9:1,DB1:6000", "postgresql://127.0.0.1:6000/x?y=z")) {
      Plan plan = plan(target(known.formatted(address)), NONE, at(EngineKind.POSTGRESQL, 6000));
      assertThat(plan.state()).as(address).isEqualTo(State.TARGET);
      assertThat(plan.id()).isEqualTo("pg");
    }
    assertThat(
            plan(target(known.formatted("db9:6000")), NONE, at(EngineKind.POSTGRESQL, 6000))
                .state())
        .isEqualTo(State.PROPOSED);
  }

  @Test
  void whatAnEarlierRunLeftIsDoneAndNothingElse() {
    String added = "\"address\":\"db1:5432\",\"source\":\"added\",\"backed_up\":true,";
    Plan half = plan(target(added + "\"watched\":false"), NONE, at(EngineKind.POSTGRESQL, 5432));
    assertThat(half.state()).isEqualTo(State.INCOMPLETE);
    assertThat(half.addsBackup()).isFalse();
    assertThat(half.addsWatch() && half.takesBackup()).isTrue();
    assertThat(half.policy()).isEqualTo("pg");
    assertThat(half.why()).contains("monitoring, a policy, a good backup");

    Plan whole =
        plan(
            target(added + "\"watched\":true,\"last_good_backup\":{\"id\":\"b\"}"),
            "[{\"name\":\"p\",\"max_age_minutes\":60,\"targets\":[\"pg\"]}]",
            at(EngineKind.POSTGRESQL, 5432));
    assertThat(whole.state()).isEqualTo(State.TARGET);
    assertThat(whole.isToDo()).isFalse();
  }

  @Test
  void whatIsAddedByHandIsSaid() {
    Plan redis = plan(NONE, NONE, at(EngineKind.REDIS, 6379));
    assertThat(redis.state()).isEqualTo(State.NOT_OFFERED);
    assertThat(redis.why()).contains("ox target add redis://USER@127.0.0.1:6379");
    assertThat(plan(NONE, NONE, at(EngineKind.NEO4J, 7687)).why())
        .contains("ox target add neo4j://USER@127.0.0.1:7687");
  }

  @Test
  void anAccountComesFromTheLineOfItsAddress() {
    accounts =
        Accounts.of(
            List.of(
                "# who backs up",
                "postgresql://ann:a%40b+c@db1:6000/shop?sslmode=require",
                "mongodb://bob@127.0.0.1/?authSource=x"),
            "eve",
            "of-eve");
    Plan ann = plan(NONE, NONE, at(EngineKind.POSTGRESQL, 6000));
    assertThat(ann.uri(account(ann)))
        .isEqualTo("postgresql://ann@127.0.0.1:6000/shop?sslmode=require");
    assertThat(account(ann).password()).isEqualTo("a@b+c");
    assertThat(account(plan(NONE, NONE, at(EngineKind.MONGODB, 27017))).user()).isEqualTo("bob");
    assertThat(account(plan(NONE, NONE, at(EngineKind.MONGODB, 27018))).password())
        .isEqualTo("of-eve");
    assertThatThrownBy(() -> Accounts.of(List.of("", "ann:s3cret@host"), null, null))
        .hasMessageContaining("line 2")
        .hasMessageNotContaining("s3cret");
  }

  private static Account account(Plan plan) {
    return Objects.requireNonNull(plan.account());
  }
}
