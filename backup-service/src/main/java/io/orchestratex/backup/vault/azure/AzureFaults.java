package io.orchestratex.backup.vault.azure;

import com.azure.storage.blob.models.BlobStorageException;
import io.orchestratex.backup.vault.StoreAction;
import io.orchestratex.backup.vault.VaultFullException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Says what a fault of the store means, and what a person can do about it. Holds no secret. */
final class AzureFaults {

  private static final Pattern MESSAGE = Pattern.compile("<Message>([^<\\n]*)");
  private static final int FORBIDDEN = 403;
  private static final int MAX_TEXT = 300;

  private final AzureVaultSettings settings;

  AzureFaults(AzureVaultSettings settings) {
    this.settings = settings;
  }

  /** What the store answered; null when it did not. */
  static @Nullable BlobStorageException answered(Throwable fault) {
    return find(fault, BlobStorageException.class);
  }

  private static <T> @Nullable T find(Throwable fault, Class<T> type) {
    for (Throwable each = fault; each != null; each = each.getCause()) {
      if (type.isInstance(each)) {
        return type.cast(each);
      }
    }
    return null;
  }

  /** The store's own name of a fault; empty when it gave none. */
  static String code(BlobStorageException fault) {
    return fault.getErrorCode() == null ? "" : fault.getErrorCode().toString();
  }

  /** The fault of a request. */
  IOException explained(StoreAction action, Exception fault) {
    if (Thread.currentThread().isInterrupted() || find(fault, InterruptedException.class) != null) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted = new InterruptedIOException("the work was stopped");
      interrupted.initCause(fault);
      return interrupted;
    }
    BlobStorageException answered = answered(fault);
    String said =
        "cannot %s the container %s: %s"
            .formatted(
                action.text(),
                settings.container(),
                answered == null ? unanswered(fault) : refusal(action, answered));
    return answered != null && isFull(answered)
        ? new VaultFullException(said, fault)
        : new IOException(said, fault);
  }

  private static boolean isFull(BlobStorageException fault) {
    return fault.getStatusCode() == 507
        || Set.of("AccountLimitExceeded", "InsufficientStorage").contains(code(fault));
  }

  private String refusal(StoreAction action, BlobStorageException fault) {
    String code = code(fault);
    if (isFull(fault)) {
      return "there is no room left (%s). Delete backups or raise the quota.".formatted(code);
    }
    return switch (code) {
      case "ContainerNotFound", "ContainerBeingDeleted", "ResourceNotFound" ->
          "there is no such container. Create it, or set %scontainer.".formatted(settings.where());
      case "AuthenticationFailed", "InvalidAuthenticationInfo", "NoAuthenticationInformation" ->
          unknown(fault);
      case "AuthorizationFailure", "IpAuthorizationDenied", "AuthorizationSourceIPMismatch" ->
          refused(fault);
      case "ServerBusy", "OperationTimedOut", "InternalError" ->
          "the store is overloaded (%s) after %d tries.".formatted(code, settings.attempts());
      case "BlobArchived" ->
          "the file has been moved to the archive tier. Have the store bring it back first.";
      case "BlobImmutableDueToPolicy" ->
          "an immutability policy of the container keeps the file." + said(fault);
      default -> other(action, fault, code);
    };
  }

  /** Some servers have one code for both. */
  private String refused(BlobStorageException fault) {
    return said(fault).contains("authenticate the request")
        ? unknown(fault)
        : "the storage account does not take requests from here. Allow this machine's network in its"
            + " firewall."
            + said(fault);
  }

  private String unknown(BlobStorageException fault) {
    return settings.accountKey() == null
        ? "the token is not valid, or has expired. Set %ssas-token.".formatted(settings.where())
            + said(fault)
        : "the key does not belong to the account %s, or this machine's clock is wrong. Set %saccount-key."
                .formatted(settings.account(), settings.where())
            + said(fault);
  }

  private String other(StoreAction action, BlobStorageException fault, String code) {
    if (fault.getStatusCode() == FORBIDDEN) {
      return "access denied. The account needs the permission %s on the container %s."
              .formatted(permission(action), settings.container())
          + said(fault);
    }
    if (fault.getStatusCode() == 429 || fault.getStatusCode() >= 500) {
      return "the store is overloaded (%d) after %d tries."
          .formatted(fault.getStatusCode(), settings.attempts());
    }
    return "the store answered %d %s.".formatted(fault.getStatusCode(), code) + said(fault);
  }

  private static String said(BlobStorageException fault) {
    String text = String.valueOf(fault.getServiceMessage());
    Matcher message = MESSAGE.matcher(text);
    String line = message.find() ? message.group(1).strip() : "";
    if (line.isEmpty()) {
      return "";
    }
    return " The store says: " + (line.length() > MAX_TEXT ? line.substring(0, MAX_TEXT) : line);
  }

  private String unanswered(Exception fault) {
    if (find(fault, TimeoutException.class) != null
        || find(fault, HttpTimeoutException.class) != null
            && find(fault, HttpConnectTimeoutException.class) == null) {
      return settings.endpoint() + " does not answer in time.";
    }
    if (find(fault, UnresolvedAddressException.class) != null
        || find(fault, UnknownHostException.class) != null) {
      return "the address of %s is not known. Set %sendpoint."
          .formatted(settings.endpoint(), settings.where());
    }
    IOException cause = find(fault, IOException.class);
    if (cause instanceof ConnectException && cause.getMessage() == null) {
      return settings.endpoint() + " does not answer: the connection is refused.";
    }
    String why =
        cause == null || cause.getMessage() == null
            ? "no connection"
            : cause.getMessage().strip().replaceAll("\\s+", " ");
    return "%s does not answer: %s".formatted(settings.endpoint(), why);
  }

  /** What it takes, with the letter that stands for it in a SAS token. */
  private static String permission(StoreAction action) {
    return switch (action) {
      case BEGIN, SEND, COMMIT, RETAIN -> "write (w)";
      case READ, LOOK -> "read (r)";
      case LIST, PENDING -> "list (l)";
      case ABORT, DELETE, DELETE_VERSION -> "delete (d)";
    };
  }
}
