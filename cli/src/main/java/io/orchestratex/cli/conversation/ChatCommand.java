package io.orchestratex.cli.conversation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchestratex.cli.access.Body;
import io.orchestratex.cli.access.Connection;
import io.orchestratex.cli.access.Gateway;
import io.orchestratex.cli.output.ExitCode;
import io.orchestratex.cli.output.Terminal;
import io.orchestratex.cli.output.Text;
import io.orchestratex.cli.output.Values;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ox chat}: sends a prompt and shows the answer as it comes. */
@Command(
    name = "chat",
    description =
        "Send a prompt to a model and watch the answer; starts a session and a thread where none is named.",
    mixinStandardHelpOptions = true)
public final class ChatCommand implements Callable<Integer> {

  private static final int LONGEST_TITLE = 60;

  @Mixin private Connection connection;
  @Mixin private Terminal terminal;

  @Parameters(paramLabel = "PROMPT", description = "What to say.")
  private String prompt;

  @Option(names = "--thread", description = "Go on in this thread.")
  private @Nullable String thread;

  @Option(names = "--session", description = "Open the thread in this session.")
  private @Nullable String session;

  @Option(names = "--model", description = "The model to ask (default: the service's own).")
  private @Nullable String model;

  @Option(names = "--domain", description = "Domain of a new thread (default ${DEFAULT-VALUE}).")
  private String domain = "general";

  @Override
  public Integer call() {
    Gateway gateway = connection.gateway();
    String threadId = thread == null ? openThread(gateway) : thread;
    ObjectNode body =
        new Body().with("prompt", prompt).with("stream", true).with("model", model).json();
    AtomicReference<@Nullable JsonNode> done = new AtomicReference<>();
    AtomicReference<@Nullable JsonNode> failed = new AtomicReference<>();
    gateway.stream(
        "/api/v1/threads/" + Gateway.escaped(threadId) + "/responses",
        body,
        (event, data) -> {
          switch (event) {
            case "token" -> show(data.path("text").asText());
            case "done" -> done.set(data);
            case "error" -> failed.set(data);
            default -> {
              // A kind of event that a newer service sends.
            }
          }
        });
    JsonNode response = done.get();
    if (response == null) {
      JsonNode problem = failed.get();
      terminal.say("");
      return terminal.failed(
          ExitCode.FAILED,
          problem == null ? "ox.answer-broke-off" : problem.path("code").asText("ox.answer-failed"),
          problem == null ? "The answer broke off." : problem.path("detail").asText());
    }
    if (terminal.json()) {
      terminal.print(response);
    } else {
      terminal.say("");
      terminal.say(
          String.format(
              "(%s tokens, %s USD%s; go on with: ox chat --thread %s \"…\")",
              Values.text(response.path("tokens_used")),
              Values.text(response.path("cost_usd")),
              FinishReason.of(response),
              threadId));
    }
    return ExitCode.DONE;
  }

  private void show(String token) {
    if (!terminal.json()) {
      terminal.out().print(token);
      terminal.out().flush();
    }
  }

  private String openThread(Gateway gateway) {
    String sessionId = session;
    if (sessionId == null) {
      String title = Text.cut(prompt, LONGEST_TITLE);
      sessionId =
          gateway.post("/api/v1/sessions", Gateway.body().put("title", title)).path("id").asText();
    }
    return gateway
        .post(
            "/api/v1/sessions/" + Gateway.escaped(sessionId) + "/threads",
            Gateway.body().put("domain", domain))
        .path("id")
        .asText();
  }
}
