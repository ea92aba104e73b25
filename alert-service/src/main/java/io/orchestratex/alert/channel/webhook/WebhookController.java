package io.orchestratex.alert.channel.webhook;

import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Put;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.kit.access.Caller;
import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.failure.FailureException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.annotation.security.RolesAllowed;
import java.net.URI;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads and sets the webhook receiver. */
@Controller("/api/v1/notifications/webhook")
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Notifications")
class WebhookController {

  private static final Logger LOG = LoggerFactory.getLogger(WebhookController.class);

  private final WebhookReceiver receiver;
  private final WebhookSettings settings;

  WebhookController(WebhookReceiver receiver, WebhookSettings settings) {
    this.receiver = receiver;
    this.settings = settings;
  }

  @Get
  @RolesAllowed({Role.OPERATOR, Role.ANALYST})
  @Operation(
      summary = "The webhook receiver; an empty url means none",
      description = "A caller that may not set it sees its host only.")
  View get(@Parameter(hidden = true) Caller caller) {
    String url = receiver.address().map(URI::toString).orElse("");
    return view(caller.hasAnyRole(Role.OPERATOR) ? url : hidden(url));
  }

  /** Path and query may be all the secret that the receiver asks for. */
  private static String hidden(String url) {
    URI whole = URI.create(url);
    return url.isEmpty() ? url : whole.getScheme() + "://" + whole.getRawAuthority() + "/…";
  }

  private View view(String url) {
    return new View(url, settings.secret() != null);
  }

  @Put
  @RolesAllowed(Role.OPERATOR)
  @Operation(summary = "Sets the webhook receiver; an empty url switches it off")
  View put(@Body WebhookBody body) {
    String url = body.url() == null ? null : body.url().strip();
    if (url == null) {
      throw FailureException.invalid("webhook.invalid", "/url", "is missing");
    }
    if (!url.isEmpty()) {
      check(url);
    }
    receiver.set(url);
    // The address itself may be a secret.
    LOG.info("webhook receiver set");
    return view(url);
  }

  private void check(String url) {
    ReceiverRules.wrongWith(url).ifPresent(WebhookController::refuse);
    try {
      receiver
          .wrongWith(WebhookReceiver.resolved(URI.create(url)))
          .ifPresent(WebhookController::refuse);
    } catch (UnknownHostException e) {
      refuse("names a host that is unknown");
    }
  }

  private static void refuse(String reason) {
    throw FailureException.invalid("webhook.invalid", "/url", reason);
  }

  /** The wanted receiver. */
  record WebhookBody(@Nullable String url) {}

  /**
   * The receiver in force.
   *
   * @param signed whether messages carry a signature
   */
  record View(String url, boolean signed) {}
}
