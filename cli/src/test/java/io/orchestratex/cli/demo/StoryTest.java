package io.orchestratex.cli.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.orchestratex.cli.StubGateway;
import io.orchestratex.cli.access.Connection;
import io.orchestratex.cli.access.Credentials;
import io.orchestratex.cli.output.ExitCode;
import io.orchestratex.cli.output.Terminal;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** When the story damages, and what it does when it cannot go on after that. */
class StoryTest {

  @TempDir Path folder;
  private HttpServer server;
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final StringWriter err = new StringWriter();
  private boolean ruleIsOn = true;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    System.setProperty(Connection.GATEWAY_PROPERTY, address());
    Files.writeString(folder.resolve("password"), "secret\n");
  }

  @AfterEach
  void stop() {
    Credentials.ofUser().remove(address());
    System.clearProperty(Connection.GATEWAY_PROPERTY);
    server.stop(0);
  }

  private String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** A gateway that knows just enough for the story to come to the damage. */
  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    requests.add(exchange.getRequestMethod() + " " + path);
    String answer =
        switch (path) {
          case "/api/v1/auth/token" -> StubGateway.tokens("t");
          case "/api/v1/rules/collection-shrank" -> "{\"enabled\":" + ruleIsOn + "}";
          case "/api/v1/metrics/latest" -> "{\"items\":[{\"value\":9}]}";
          case "/api/v1/backups" ->
              "{\"id\":\"b1\",\"state\":\"succeeded\",\"parts\":[],\"items\":[{\"id\":\"b1\"}]}";
          case "/api/v1/restores" -> "{\"id\":\"r1\",\"plan\":{\"backup\":\"b1\"}}";
          case "/api/v1/restores/r1", "/api/v1/backups/b1" ->
              "{\"id\":\"b1\",\"state\":\"succeeded\",\"parts\":[]}";
          default -> "{\"id\":\"x\",\"items\":[]}";
        };
    exchange.getRequestBody().readAllBytes();
    byte[] bytes = answer.getBytes(UTF_8);
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Test
  void refusesToDamageWhatNobodyWouldNotice() {
    ruleIsOn = false;

    assertThat(tell()).isNotEqualTo(ExitCode.DONE);
    assertThat(err.toString()).contains("the rule collection-shrank is off", "nothing was damaged");
    assertThat(requests).doesNotContain("damage", "POST /api/v1/users");
  }

  @Test
  void restoresWhenTheStoryFailsAfterTheDamage() {
    assertThat(tell()).isNotEqualTo(ExitCode.DONE);

    assertThat(requests)
        .containsSubsequence(
            "damage",
            "POST /api/v1/restores",
            "DELETE /api/v1/users/x",
            "PUT /api/v1/notifications/webhook");
  }

  private int tell() {
    return new CommandLine(new Telling()).setErr(new PrintWriter(err, true)).execute();
  }

  @Command(name = "tell")
  final class Telling implements Callable<Integer> {
    @Mixin private Terminal terminal;

    @Override
    public Integer call() {
      return new Story(terminal, new BrokenScene()).tell() ? ExitCode.DONE : ExitCode.FAILED;
    }
  }

  /** The damage is done, and the story cannot go on. */
  private final class BrokenScene implements Scene {
    @Override
    public void enter() {}

    @Override
    public String[] login() {
      return new String[] {"login", "--password-file", folder.resolve("password").toString()};
    }

    @Override
    public String damageCommand() {
      return "damage";
    }

    @Override
    public void damage() {
      requests.add("damage");
      throw new IllegalStateException("cut off");
    }

    @Override
    public String hostSeenByServices() {
      return "127.0.0.1";
    }

    @Override
    public String listenHost() {
      return "127.0.0.1";
    }
  }
}
