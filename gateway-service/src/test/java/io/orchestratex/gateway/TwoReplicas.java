package io.orchestratex.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.mongodb.client.MongoClient;
import io.orchestratex.kit.mongodb.Mongo;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** Tests of identity on a real MongoDB and Redis, with two replicas of the gateway. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class TwoReplicas {

  static final Duration AT_ONCE = Duration.ofSeconds(1);

  StubService service;
  TestGateway gateway;
  TestGateway replica;
  String admin;

  /** What each replica is started with; made once, for it stands for one set of databases. */
  Map<String, String> environment;

  private final String suffix;

  TwoReplicas(String suffix) {
    this.suffix = suffix;
  }

  @BeforeAll
  void start() throws Exception {
    service = new StubService();
    environment = TestGateway.environment(suffix, service);
    adjust(environment);
    gateway = TestGateway.start(environment);
    replica = TestGateway.start(environment);
    admin = gateway.adminToken();
  }

  /** Changes what both are started with. */
  void adjust(Map<String, String> variables) {}

  @AfterAll
  void stop() {
    replica.close();
    gateway.close();
    service.close();
  }

  String user(String name, String... roles) throws Exception {
    HttpResponse<String> response =
        gateway.post(
            "/api/v1/users",
            admin,
            "{\"username\":\""
                + name
                + "\",\"password\":\""
                + name
                + "-password-1\",\"roles\":[\""
                + String.join("\",\"", roles)
                + "\"]}");
    assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
    assertThat(response.body()).doesNotContain("password");
    return TestGateway.json(response).get("id").asText();
  }

  JsonNode signIn(String name) throws Exception {
    return gateway.signIn(name, name + "-password-1");
  }

  List<Document> stored(String collection) {
    return gateway
        .bean(MongoClient.class)
        .getDatabase(gateway.bean(Mongo.class).name())
        .getCollection(collection)
        .find()
        .into(new java.util.ArrayList<>());
  }

  HttpResponse<String> refresh(String token) throws Exception {
    return gateway.post("/api/v1/auth/refresh", null, "{\"refresh_token\":\"" + token + "\"}");
  }

  /** Asks both replicas in turn, all at the same moment, and gives the answers' codes. */
  List<Integer> atOnce(List<Callable<HttpResponse<String>>> requests) throws Exception {
    CyclicBarrier start = new CyclicBarrier(requests.size());
    try (ExecutorService callers = Executors.newFixedThreadPool(requests.size())) {
      List<Future<Integer>> answers = new ArrayList<>();
      for (Callable<HttpResponse<String>> request : requests) {
        answers.add(
            callers.submit(() -> {
              start.await(30, TimeUnit.SECONDS);
              return request.call().statusCode();
            }));
      }
      List<Integer> codes = new ArrayList<>();
      for (Future<Integer> answer : answers) {
        codes.add(answer.get(60, TimeUnit.SECONDS));
      }
      return codes.stream().sorted().toList();
    }
  }
}
