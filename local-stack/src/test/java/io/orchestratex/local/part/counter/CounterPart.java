package io.orchestratex.local.part.counter;

import io.orchestratex.local.part.Claim;
import io.orchestratex.local.part.ContainerOrder;
import io.orchestratex.local.part.Engine;
import io.orchestratex.local.part.Finding;
import io.orchestratex.local.part.FreshName;
import io.orchestratex.local.part.Progress;
import io.orchestratex.local.part.SinglePortPart;
import io.orchestratex.local.part.StackContext;
import io.orchestratex.local.part.Wire;
import io.orchestratex.local.process.JavaProgram;
import io.orchestratex.local.stack.StackFolder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Starts {@link CounterServer} and gives each service that needs it an account. */
public final class CounterPart extends SinglePortPart implements Engine {

  static final String NAME = "counter";

  private final StackContext stack;
  private final Map<String, String> accounts = new TreeMap<>();

  public CounterPart(StackContext stack) {
    super(NAME, stack, 7777);
    this.stack = stack;
  }

  @Override
  protected Launch prepare(Progress progress) {
    StackFolder.privateFolder(folder().data(NAME));
    JavaProgram program =
        JavaProgram.of(System.getProperty("java.class.path"), CounterServer.class.getName())
            .flags("-Xmx32m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
            .arguments(Integer.toString(port()), accountsFile().toString());
    return new Launch(program.command(), Map.of());
  }

  private Path accountsFile() {
    return folder().data(NAME).resolve("accounts");
  }

  @Override
  protected boolean answers() {
    return "refused".equals(ask("nobody nothing"));
  }

  private String ask(String line) {
    byte[] question = (line + "\n").getBytes(StandardCharsets.UTF_8);
    return new String(Wire.ask(port(), question, 64), StandardCharsets.UTF_8);
  }

  @Override
  protected void provision(Progress progress) {
    stack
        .claims()
        .of(CounterAccount.class)
        .forEach(own -> put(own.service(), stack.secrets().password(NAME, own.service())));
  }

  private synchronized void put(String account, String password) {
    accounts.put(account, password);
    StringBuilder text = new StringBuilder();
    accounts.forEach((name, value) -> text.append(name).append('=').append(value).append('\n'));
    StackFolder.writePrivately(accountsFile(), text.toString());
  }

  @Override
  protected String intent() {
    return NAME + port();
  }

  @Override
  protected Duration startLimit() {
    return Duration.ofSeconds(20);
  }

  @Override
  public String image() {
    return "counter:1";
  }

  @Override
  public ContainerOrder container() {
    return new ContainerOrder(image(), List.of(), List.of(), Map.of(), Map.of(port(), 7777));
  }

  @Override
  public Map<String, String> variables(Claim<?> claim) {
    return Map.of("COUNTER_URI", uri(claim.service()));
  }

  @Override
  public Map<String, String> freshVariables(Claim<?> claim, String suffix) {
    String account = FreshName.of(claim.service(), suffix);
    put(account, stack.secrets().password(NAME, account));
    return Map.of("COUNTER_URI", uri(account));
  }

  private String uri(String account) {
    return "counter://%s:%s@%s:%d"
        .formatted(account, stack.secrets().password(NAME, account), Wire.HOST, port());
  }

  @Override
  public List<Finding> findings() {
    return List.of(new Finding("counter", Finding.Verdict.GOOD, "is part of the JDK", ""));
  }

  @Override
  public Map<String, String> toolEnvironment() {
    return hasPort() ? Map.of("COUNTER_PORT", Integer.toString(port())) : Map.of();
  }

  @Override
  public Map<String, String> toolCommands() {
    return Map.of("nc", "nc 127.0.0.1 $COUNTER_PORT");
  }
}
