package io.orchestratex.cli.access;

import io.orchestratex.local.LocalStack;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Which gateway a verb talks to, mixed into each verb: {@code --gateway}, else {@code OX_GATEWAY},
 * else the stack of the checkout that {@code ox} belongs to.
 */
public final class Connection {

  /** Set by a verb that runs others against one gateway: its address, or {@link #OWN_STACK}. */
  public static final String GATEWAY_PROPERTY = "ox.gateway";

  /** The gateway of this checkout's stack, whatever {@code OX_GATEWAY} says. */
  public static final String OWN_STACK = "own-stack";

  private static final URI STANDARD = URI.create("http://127.0.0.1:8080");

  @Spec(Spec.Target.MIXEE)
  private CommandSpec verb;

  @Option(
      names = "--gateway",
      paramLabel = "URL",
      description =
          "The gateway to talk to (default: OX_GATEWAY, else the stack of this checkout).")
  private @Nullable String gateway;

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

  /** How this checkout's stack lets other teams read; its broker has to prove that it is. */
  public static LocalStack.SubscriberAccess subscriber() {
    LocalStack stack = stack();
    stack.mustBeOpen();
    if (!stack.exists()) {
      throw new IllegalStateException(
          "there is no stack in "
              + stack.folder()
              + "; start one (ox up), or name a broker by KAFKA_SUBSCRIBER_SERVERS");
    }
    LocalStack.SubscriberAccess access = stack.subscriber();
    stack
        .strangerAtBroker()
        .ifPresent(stranger -> {
          throw ApiFailure.notOwnGateway(access.bootstrapServers(), stranger);
        });
    return access;
  }

  /** The gateway, whether or not it answers. */
  public Gateway gateway() {
    Optional<URI> named = namedAddress();
    if (named.isPresent()) {
      return new Gateway(named.get(), Credentials.ofUser());
    }
    LocalStack stack = stack();
    stack.mustBeOpen();
    return stack.exists()
        ? new Gateway(stack.gatewayAddress(), Credentials.ofUser(), new OwnStack(stack))
        : new Gateway(STANDARD, Credentials.ofUser());
  }

  private Optional<URI> namedAddress() {
    if (gateway != null) {
      return Optional.of(checked("--gateway", gateway));
    }
    String property = System.getProperty(GATEWAY_PROPERTY, "");
    if (property.equals(OWN_STACK)) {
      return Optional.empty();
    }
    if (!property.isBlank()) {
      return Optional.of(checked(GATEWAY_PROPERTY, property));
    }
    String variable = System.getenv().getOrDefault("OX_GATEWAY", "");
    return variable.isBlank() ? Optional.empty() : Optional.of(checked("OX_GATEWAY", variable));
  }

  private URI checked(String where, String text) {
    try {
      URI address = URI.create(text.strip());
      boolean web = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
      if (web && address.getHost() != null) {
        return address;
      }
    } catch (IllegalArgumentException e) {
      // Not even an address: said below.
    }
    String wrong =
        "%s is \"%s\"; it must be an address such as %s".formatted(where, text, STANDARD);
    throw verb == null
        ? new IllegalStateException(wrong)
        : new ParameterException(verb.commandLine(), wrong);
  }
}
