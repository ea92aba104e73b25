package io.orchestratex.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchestratex.cli.Ox;
import io.orchestratex.cli.access.ApiFailure;
import io.orchestratex.cli.access.Connection;
import io.orchestratex.cli.access.Gateway;
import io.orchestratex.cli.output.ExitCode;
import io.orchestratex.cli.output.Terminal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import picocli.CommandLine;

/**
 * Tells the story: three agents talk, everything is backed up, a collection is emptied behind the
 * system's back, the alert and its case come, the backup is restored, every document is compared,
 * the alert ends by itself.
 */
final class Story {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String DATABASE = "orchestratex";
  private static final String COLLECTION = "model_responses";
  private static final String RULE = "collection-shrank";
  private static final Map<String, List<String>> CONVERSATIONS = new LinkedHashMap<>();

  static {
    CONVERSATIONS.put(
        "planner",
        List.of(
            "Plan the migration of the order service in three steps.",
            "Which step is the riskiest?"));
    CONVERSATIONS.put(
        "researcher",
        List.of("What do we know about write skew under snapshot isolation?", "Give one example."));
    CONVERSATIONS.put(
        "reviewer",
        List.of(
            "Review this change: retries without an idempotency key.", "What would you ask for?"));
  }

  private final Terminal terminal;
  private final Scene scene;
  private final List<String> threads = new ArrayList<>();

  Story(Terminal terminal, Scene scene) {
    this.terminal = terminal;
    this.scene = scene;
  }

  /** True when every step came out as it must. */
  boolean tell() {
    chapter("Sign in");
    type(scene.login());
    Gateway gateway = gateway();
    ruleMustBeOn(gateway);
    alert(gateway)
        .ifPresent(old ->
            type("alert", "resolve", old.path("id").asText(), "left over from an earlier demo"));
    try (WebhookReceiver receiver = new WebhookReceiver(scene.listenHost());
        Aftermath aftermath = new Aftermath(terminal.err()::println)) {
      aftermath.owe(oldWebhook(gateway));
      type("notification", "webhook", receiver.url(scene.hostSeenByServices()));
      converse(gateway, aftermath);
      return backUpDamageRestore(gateway, receiver, aftermath);
    }
  }

  /** Without its rule nothing would be noticed, and there is no reason to damage anything. */
  private static void ruleMustBeOn(Gateway gateway) {
    if (!isOn(gateway)) {
      throw new IllegalStateException(
          "the rule "
              + RULE
              + " is off or gone, so the damage would not be noticed; nothing was damaged."
              + " Turn it on first: PUT "
              + gateway.address().resolve("/api/v1/rules/" + RULE)
              + " with \"enabled\": true, the rest as ./ox rule show prints it");
    }
  }

  private static boolean isOn(Gateway gateway) {
    try {
      return gateway.get("/api/v1/rules/" + RULE).path("enabled").asBoolean();
    } catch (ApiFailure e) {
      if (e.exitCode() == ExitCode.NOT_FOUND) {
        return false;
      }
      throw e;
    }
  }

  private static Aftermath.Debt oldWebhook(Gateway gateway) {
    String old = gateway.get("/api/v1/notifications/webhook").path("url").asText("");
    return new Aftermath.Debt(
        "put the webhook back",
        () -> gateway.put("/api/v1/notifications/webhook", Gateway.body().put("url", old)),
        "./ox notification webhook \"" + old + "\" --gateway " + gateway.address());
  }

  private boolean backUpDamageRestore(
      Gateway gateway, WebhookReceiver receiver, Aftermath aftermath) {
    List<JsonNode> before = histories(gateway);
    long documents = before.stream().mapToLong(JsonNode::size).sum();
    await("the monitor has counted them", () -> counted(gateway) >= documents);

    chapter("A full backup of every database, read back and compared");
    type("backup", "run", "--label", "demo");
    String backup = gateway.get("/api/v1/backups?limit=1").at("/items/0/id").asText();
    ruleMustBeOn(gateway);
    Aftermath.Debt answers = deletedAnswers(gateway, backup);

    chapter("A collection is damaged behind the system's back");
    terminal.say("$ " + scene.damageCommand());
    aftermath.owe(answers);
    scene.damage();

    chapter("The system notices");
    JsonNode alert = await("an alert fires", () -> alert(gateway));
    type("alert", "list");
    await("a case is open", () -> caseOf(gateway, alert));
    type("case", "list", "--status", "open");
    await("the webhook has the alert", () -> receiver.wasTold("firing", COLLECTION));
    terminal.say("The webhook receiver got the notice, " + receiver.mostDeliveries() + " time(s).");

    chapter("The restore: the plan first, then the work");
    type("restore", "plan", backup, "--target", "mongodb", "--database", DATABASE);
    aftermath.settle(answers, answers.action());

    chapter("Every document is compared with what was there before");
    List<JsonNode> after = histories(gateway);
    boolean equal = before.equals(after);
    terminal.say(
        equal
            ? documents
                + " of "
                + documents
                + " answers in "
                + threads.size()
                + " conversations are as they were."
            : "Conversations differ from what they were before the damage!");

    chapter("The alert ends by itself");
    String id = alert.path("id").asText();
    await(
        "the alert is resolved",
        () -> gateway.get("/api/v1/alerts/" + id).path("resolved").asBoolean());
    type("alert", "show", id);
    await("the webhook has the end", () -> receiver.wasTold("resolved", COLLECTION));
    return equal && receiver.mostDeliveries() == 1;
  }

  private Aftermath.Debt deletedAnswers(Gateway gateway, String backup) {
    String[] restore = {
      "restore", "run", backup, "--target", "mongodb", "--database", DATABASE, "--yes"
    };
    return new Aftermath.Debt(
        "restore the deleted answers",
        () -> type(restore),
        "./ox " + typed(restore) + " --gateway " + gateway.address());
  }

  private void converse(Gateway admin, Aftermath aftermath) {
    chapter("Three agents have a conversation each, with the demo model");
    CONVERSATIONS.forEach((agent, prompts) -> {
      terminal.say("# the agent " + agent + ", a user of its own");
      Gateway own = signedUp(admin, agent, aftermath);
      String session =
          own.post("/api/v1/sessions", Gateway.body().put("title", "Demo: " + agent))
              .path("id")
              .asText();
      String thread =
          own.post("/api/v1/sessions/" + session + "/threads", Gateway.body().put("domain", agent))
              .path("id")
              .asText();
      threads.add(thread);
      prompts.forEach(prompt -> ask(own, thread, prompt));
    });
    type("session", "list", "--limit", "3");
  }

  /**
   * The gateway as a new user with the role agent sees it; the user goes when the story is over.
   */
  private Gateway signedUp(Gateway admin, String agent, Aftermath aftermath) {
    String name = "demo-" + agent + "-" + Long.toString(System.currentTimeMillis(), 36);
    String password = UUID.randomUUID().toString();
    ObjectNode user = Gateway.body().put("username", name).put("password", password);
    user.putArray("roles").add("agent");
    String made = "/api/v1/users/" + admin.post("/api/v1/users", user).path("id").asText();
    aftermath.owe(
        new Aftermath.Debt(
            "delete the user " + name,
            () -> admin.delete(made),
            "curl -X DELETE -H \"Authorization: Bearer $(./ox token)\" "
                + admin.address().resolve(made)));
    JsonNode tokens =
        admin.post(
            "/api/v1/auth/token", Gateway.body().put("username", name).put("password", password));
    return admin.with(tokens.path("access_token").asText());
  }

  private void ask(Gateway own, String thread, String prompt) {
    terminal.say("$ ./ox chat --thread " + thread + " \"" + prompt + "\"");
    own.stream(
        "/api/v1/threads/" + thread + "/responses",
        Gateway.body().put("prompt", prompt).put("stream", true),
        (event, data) -> {
          if (event.equals("token")) {
            terminal.out().print(data.path("text").asText());
            terminal.out().flush();
          } else if (event.equals("error")) {
            throw new IllegalStateException(data.path("detail").asText());
          }
        });
    terminal.say("");
  }

  private List<JsonNode> histories(Gateway gateway) {
    return threads.stream()
        .map(thread ->
            gateway.get("/api/v1/threads/" + thread + "/responses?limit=100").path("items"))
        .toList();
  }

  private static long counted(Gateway gateway) {
    JsonNode latest =
        gateway.get(
            "/api/v1/metrics/latest?target=mongodb&name=mongodb_collection_documents&label=database:"
                + DATABASE
                + "&label=collection:"
                + COLLECTION);
    return latest.at("/items/0/value").asLong(-1);
  }

  private static Optional<JsonNode> alert(Gateway gateway) {
    for (JsonNode alert :
        gateway.get("/api/v1/alerts?resolved=false&severity=critical&limit=100").path("items")) {
      if (alert.at("/labels/collection").asText().equals(COLLECTION)) {
        return Optional.of(alert);
      }
    }
    return Optional.empty();
  }

  private static boolean caseOf(Gateway gateway, JsonNode alert) {
    String id = alert.path("id").asText();
    return !gateway.get("/api/v1/alerts/" + id).path("case_id").asText("").isEmpty();
  }

  private static Gateway gateway() {
    return new Connection().gateway();
  }

  private void chapter(String title) {
    terminal.say("");
    terminal.say("── " + title + " " + "─".repeat(Math.max(3, 76 - title.length())));
  }

  /** Shows a command as a person types it, and runs it. */
  private void type(String... arguments) {
    terminal.say("$ ./ox " + typed(arguments));
    CommandLine ox = Ox.commandLine().setOut(terminal.out()).setErr(terminal.err());
    int exit = ox.execute(arguments);
    if (exit != ExitCode.DONE) {
      throw new IllegalStateException(
          "ox " + String.join(" ", arguments) + " ended with exit code " + exit);
    }
  }

  private static String typed(String... arguments) {
    StringBuilder line = new StringBuilder();
    for (String argument : arguments) {
      line.append(line.isEmpty() ? "" : " ")
          .append(argument.contains(" ") ? '"' + argument + '"' : argument);
    }
    return line.toString();
  }

  private void await(String what, java.util.function.BooleanSupplier condition) {
    await(what, () -> condition.getAsBoolean() ? Optional.of(Boolean.TRUE) : Optional.empty());
  }

  private <T> T await(String what, Supplier<Optional<T>> condition) {
    long begin = System.nanoTime();
    long end = begin + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      Optional<T> found = condition.get();
      if (found.isPresent()) {
        terminal.say(
            String.format(
                java.util.Locale.ROOT,
                "… %s (after %.1f s)",
                what,
                (System.nanoTime() - begin) / 1e9));
        return found.get();
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
    }
    throw new IllegalStateException("waited " + PATIENCE.toSeconds() + " s in vain until " + what);
  }
}
