package io.orchestratex.local;

import io.orchestratex.local.part.Part;
import io.orchestratex.local.part.PartStatus;
import io.orchestratex.local.part.Progress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;

/**
 * The engines and the five services for journeys: the processes of {@link TestEngines} and, beside
 * them, the services as they were built, on ports of their own. A test may hurt single parts, named
 * {@code mongodb}, {@code postgresql}, {@code redis}, {@code kafka}, {@code session-service} and so
 * on.
 */
public final class TestStack {

  private final LocalStack stack;

  private TestStack(LocalStack stack) {
    this.stack = stack;
  }

  /** Starts what does not run. Data of earlier runs is still there. */
  public static TestStack up() {
    TestStack started = new TestStack(LocalStack.forTests(TestEngines.Checkout.root()));
    started.ensureUp();
    return started;
  }

  /** Starts everything that a test killed or stopped, and lets go what it froze. */
  public void ensureUp() {
    stack.parts().all().forEach(part -> part.process().freeze(false));
    stack.up(TestEngines::print);
  }

  /** The base URL of the gateway. */
  public URI gateway() {
    return stack.gatewayAddress();
  }

  /** The base URL of a service, past the gateway. */
  public URI service(String name) {
    return stack.serviceAddress(name);
  }

  /** The password of the user {@code admin}. */
  public String adminPassword() {
    return stack.adminPassword();
  }

  /** The token with which {@code /prometheus} may be read. */
  public String scrapeToken() {
    return stack.parts().secrets().password("services", "scrape-token");
  }

  /** The variables that a service of this stack was started with. */
  public Map<String, String> environmentOf(String service) {
    return stack.parts().environment().of(service);
  }

  /** The engines' addresses and accounts. */
  public TestEngines engines() {
    return TestEngines.processes();
  }

  /** Kills a part as {@code kill -9} does. Returns when it is gone. */
  public void kill(String part) {
    part(part).process().kill();
  }

  /** Holds a part where it is, as {@code kill -STOP} does. */
  public void freeze(String part) {
    part(part).process().freeze(true);
  }

  /** Lets a frozen part go on. */
  public void thaw(String part) {
    part(part).process().freeze(false);
  }

  /** Stops a part cleanly. */
  public void stop(String part) {
    stack.down(part, Progress.SILENT);
  }

  /** Starts a part that was killed or stopped; returns when it answers. */
  public void start(String part) {
    stack.up(part, Progress.SILENT);
  }

  public PartStatus status(String part) {
    return part(part).status();
  }

  public Path log(String part) {
    return stack.log(part);
  }

  /** The stack as the command line has it. */
  public LocalStack stack() {
    return stack;
  }

  private Part part(String name) {
    return stack.parts().named(name);
  }
}
