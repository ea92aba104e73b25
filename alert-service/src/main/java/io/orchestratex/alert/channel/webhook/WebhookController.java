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
import io.swagger.v3.oas.annotations.media.Schema;
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
      operationId = "getWebhook",
      summary = "Get the webhook receiver",
      description =
          "An empty url means that there is none. Callers that may not set it see scheme and host"
              + " only: path and query may be a secret.")
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
  @Operation(
      operationId = "setWebhook",
      summary = "Set the webhook receiver",
      description =
          "Messages are posted there from the next one on; an empty url switches the webhook off."
              + " The host must be known, and addresses inside this network are refused unless the"
              + " settings allow them.")
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

  /**
   * The wanted receiver.
   *
   * @param url address that begins with http:// or https://, at most 2000 characters, without user
   *     and password; empty for none
   */
  @Schema(name = "WebhookChange")
  record WebhookBody(
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED, nullable = false, maxLength = 2_000)
          @Nullable String url) {}

  /**
   * The receiver in force.
   *
   * @param url where messages are posted; empty when there is no receiver
   * @param signed whether messages carry a signature
   */
  @Schema(name = "Webhook")
  record View(String url, boolean signed) {}
}
