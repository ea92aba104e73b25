package io.orchestratex.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orchestratex.local.part.Engine;
import io.orchestratex.local.part.Finding;
import io.orchestratex.local.part.Need;
import io.orchestratex.local.part.Part;
import io.orchestratex.local.part.PartFailedException;
import io.orchestratex.local.part.PartStatus;
import io.orchestratex.local.part.PartStatus.State;
import io.orchestratex.local.part.Progress;
import io.orchestratex.local.part.StackContext;
import io.orchestratex.local.part.Wire;
import io.orchestratex.local.part.counter.CounterAccount;
import io.orchestratex.local.part.counter.CounterPart;
import io.orchestratex.local.part.service.Neighbours;
import io.orchestratex.local.part.service.Service;
import io.orchestratex.local.part.service.Services;
import io.orchestratex.local.stack.StackFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another engine is a folder: nothing else of the stack knows the one in {@code part/counter}. */
final class EngineFolderTest {

  @TempDir Path folder;
  private final List<LocalStack> stacks = new ArrayList<>();

  @AfterEach
  void stop() {
    stacks.forEach(stack -> stack.reset(Progress.SILENT));
  }

  private LocalStack stack(List<Engine.Kind> kinds, List<Service> services) {
    Path path = folder.resolve("stack" + stacks.size());
    StackFolder of = new StackFolder(TestEngines.Checkout.root(), path, true).create();
    LocalStack stack = LocalStack.of(new StackParts(of, StackContext.Caching.OFF, kinds, services));
    stacks.add(stack);
    return stack;
  }

  @Test
  void isStartedReportedAndStoppedLikeTheOthers() {
    LocalStack stack = stack(List.of(CounterPart::new), List.of(new Tally()));

    stack.upEngines(Progress.SILENT);

    PartStatus counter = stack.status().getFirst();
    assertThat(counter.name()).isEqualTo("counter");
    assertThat(counter.state()).isEqualTo(State.RUNNING);
    assertThat(stack.doctor())
        .filteredOn(finding -> finding.subject().equals("counter"))
        .extracting(Finding::detail)
        .containsExactly("is part of the JDK", "runs at " + counter.address());
    assertThat(stack.environment())
        .containsEntry("COUNTER_PORT", counter.address().replaceAll(".*:", ""));
    assertThat(stack.commands()).containsEntry("nc", "nc 127.0.0.1 $COUNTER_PORT");

    stack.parts().named("counter").process().kill();
    assertThat(stack.status().getFirst().state()).isEqualTo(State.CRASHED);
    assertThat(stack.up("counter", Progress.SILENT).state()).isEqualTo(State.RUNNING);

    stack.down(Progress.SILENT);
    assertThat(stack.status().getFirst().state()).isEqualTo(State.STOPPED);
  }

  @Test
  void givesAServiceThatNeedsItAnAccountOfItsOwn() {
    LocalStack stack = stack(List.of(CounterPart::new), List.of(new Tally()));
    stack.upEngines(Progress.SILENT);
    StackParts parts = stack.parts();
    parts.all().forEach(Part::choosePorts);

    URI own = URI.create(parts.environment().alone("tally-service").get("COUNTER_URI"));
    URI ofATest =
        URI.create(parts.environment().fresh("tally-service", "first").get("COUNTER_URI"));

    assertThat(Stream.of(own, own, ofATest).map(EngineFolderTest::count))
        .containsExactly("1", "2", "1");
    assertThat(own.getUserInfo()).startsWith("tally-service:");
    assertThat(parts.awaitedBy(parts.named("tally-service")))
        .singleElement()
        .isEqualTo(parts.engines().getFirst());
  }

  private static String count(URI address) {
    byte[] question =
        (address.getUserInfo().replace(':', ' ') + "\n").getBytes(StandardCharsets.UTF_8);
    return new String(Wire.ask(address.getPort(), question, 16), StandardCharsets.UTF_8);
  }

  @Test
  void standsBesideTheOthersAndLeavesThemAsTheyAre() {
    List<Engine.Kind> kinds = new ArrayList<>(StackParts.ENGINES);
    kinds.add(CounterPart::new);
    StackParts with = stack(kinds, Services.ALL).parts();

    assertThat(with.engines())
        .extracting(Part::name)
        .containsExactly("mongodb", "postgresql", "redis", "kafka", "counter");
    assertThat(with.images()).endsWith("counter:1");
    with.all().forEach(Part::choosePorts);
    for (Service service : Services.ALL) {
      assertThat(with.environment().of(service)).doesNotContainKey("COUNTER_URI");
    }
  }

  @Test
  void isStartedOnAnotherPortWhenAProgramIsQuickerToTakeItsOwn() throws IOException {
    LocalStack stack = stack(List.of(CounterPart::new), List.of(new Tally()));
    List<ServerSocket> strangers = new ArrayList<>();
    List<String> steps = new ArrayList<>();

    stack.upEngines((_, step, message) -> {
      steps.add(step + " " + message);
      if (message.equals("starting") && strangers.isEmpty()) {
        strangers.add(listening(stack.parts().ports().of("counter")));
      }
    });

    int taken = strangers.getFirst().getLocalPort();
    assertThat(stack.status().getFirst().state()).isEqualTo(State.RUNNING);
    assertThat(stack.parts().ports().of("counter")).isNotEqualTo(taken);
    assertThat(steps)
        .anyMatch(step -> step.startsWith("FAILED its port " + taken + " is held by"))
        .contains("WARNING is started again on another port");
    strangers.getFirst().close();
  }

  private static ServerSocket listening(int port) {
    try {
      return new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void twoStacksThatStartAtOnceBothRun() {
    List<LocalStack> both =
        Stream.of("one", "two")
            .map(name ->
                new StackFolder(TestEngines.Checkout.root(), folder.resolve(name), false).create())
            .map(of ->
                new StackParts(
                    of, StackContext.Caching.OFF, List.of(CounterPart::new), List.of(new Tally())))
            .map(LocalStack::of)
            .toList();
    stacks.addAll(both);

    both.parallelStream().forEach(stack -> stack.upEngines(Progress.SILENT));

    assertThat(both)
        .allSatisfy(stack -> assertThat(stack.status().getFirst().state()).isEqualTo(State.RUNNING))
        .extracting(stack -> stack.parts().ports().of("counter"))
        .doesNotHaveDuplicates();
  }

  @Test
  void aServiceIsNotStartedWhenWhatItNeedsFails() {
    LocalStack stack =
        stack(List.of(context -> new BrokenCounter(context).part), List.of(new Tally()));
    List<String> failed = new ArrayList<>();

    assertThatThrownBy(() ->
            stack.up((part, step, message) -> {
              if (step == Progress.Step.FAILED) {
                synchronized (failed) {
                  failed.add(part + " " + message.lines().findFirst().orElse(""));
                }
              }
            }))
        .isInstanceOf(PartFailedException.class)
        .hasMessageContaining("counter: ended while starting");

    assertThat(failed)
        .hasSize(2)
        .last()
        .isEqualTo("tally-service is not started, because counter does not run");
  }

  /** A counter whose data is a file where a folder should be. */
  private record BrokenCounter(CounterPart part) {
    BrokenCounter(StackContext context) {
      this(new CounterPart(context));
      StackFolder.privateFolder(context.folder().data("counter").resolve("accounts"));
    }
  }

  /** A service that needs the engine and nothing else. */
  private static final class Tally implements Service {
    @Override
    public String name() {
      return "tally-service";
    }

    @Override
    public int standardPort() {
      return 7778;
    }

    @Override
    public int heapMegabytes() {
      return 16;
    }

    @Override
    public List<Need> needs() {
      return List.of(new CounterAccount());
    }

    @Override
    public Map<String, String> settingsAmongOthers(Neighbours neighbours) {
      return Map.of();
    }
  }
}
