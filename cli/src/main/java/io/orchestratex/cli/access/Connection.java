package io.orchestratex.cli.access;

import io.orchestratex.local.LocalStack;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Which gateway a verb talks to, mixed into each verb: {@code --gateway}, else {@code OX_GATEWAY},
 * else the stack of the checkout that {@code ox} belongs to.
 */
public final class Connection {

  /** Set by a verb that runs others against one gateway. */
  public static final String GATEWAY_PROPERTY = "ox.gateway";

  @Option(
      names = "--gateway",
      paramLabel = "URL",
      description =
          "The gateway to talk to (default: OX_GATEWAY, else the stack of this checkout).")
  private @Nullable URI gateway;

  /** The checkout that {@code ox} was started from. */
  public static Path root() {
    return Path.of(System.getProperty("ox.root", "")).toAbsolutePath().normalize();
  }

  /**
   * The stack of the checkout; the one that tests share where the property {@code ox.test-stack} is
   * set.
   */
  public static LocalStack stack() {
    return Boolean.getBoolean("ox.test-stack")
        ? LocalStack.forTests(root())
        : LocalStack.at(root());
  }

  /** The gateway, whether or not it answers. */
  public Gateway gateway() {
    return new Gateway(address(), Credentials.ofUser());
  }

  /** Whether the address was named, rather than taken from the checkout's stack. */
  public boolean named() {
    return gateway != null || System.getenv("OX_GATEWAY") != null;
  }

  private URI address() {
    if (gateway != null) {
      return gateway;
    }
    String configured = System.getProperty(GATEWAY_PROPERTY, System.getenv("OX_GATEWAY"));
    if (configured != null && !configured.isBlank()) {
      return URI.create(configured);
    }
    return Files.isDirectory(stack().folder())
        ? stack().gatewayAddress()
        : URI.create("http://127.0.0.1:8080");
  }
}
