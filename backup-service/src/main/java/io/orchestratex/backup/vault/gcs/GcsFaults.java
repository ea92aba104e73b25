package io.orchestratex.backup.vault.gcs;

import com.google.api.client.googleapis.json.GoogleJsonError;
import com.google.api.client.googleapis.json.GoogleJsonResponseException;
import com.google.api.client.http.HttpResponseException;
import com.google.auth.Retryable;
import io.orchestratex.backup.vault.StoreAction;
import io.orchestratex.backup.vault.VaultFullException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says what a fault of the store means, and what a person can do about it. Holds no secret. */
final class GcsFaults {

  private static final Pattern PERMISSION = Pattern.compile("storage\\.[a-z]+\\.[A-Za-z]+");
  private static final Set<Integer> PASSING = Set.of(408, 429, 500, 502, 503, 504);
  private static final int MAX_TEXT = 300;

  private final GcsVaultSettings settings;

  GcsFaults(GcsVaultSettings settings) {
    this.settings = settings;
  }

  /** Whether a request that failed so may well pass when it is made again. */
  static boolean isPassing(IOException fault) {
    if (fault instanceof Retryable account) {
      return account.isRetryable();
    }
    if (fault instanceof HttpResponseException answered) {
      return PASSING.contains(answered.getStatusCode());
    }
    return !(fault instanceof UnreadableAccountException)
        && !(fault instanceof NoSuchFileException)
        && !isWithoutAccount(fault);
  }

  /** Whether it is the bucket that is not there: what else is missing is answered alike. */
  static boolean isWithoutBucket(HttpResponseException fault) {
    return text(fault).contains("bucket does not exist");
  }

  /** What the store says, on one line. */
  private static String text(HttpResponseException fault) {
    String message =
        fault instanceof GoogleJsonResponseException told && told.getDetails() != null
            ? told.getDetails().getMessage()
            : fault.getContent();
    String line = Objects.requireNonNullElse(message, "").strip().replaceAll("\\s+", " ");
    return line.length() > MAX_TEXT ? line.substring(0, MAX_TEXT) : line;
  }

  /** The store's own name of a fault; empty when it gave none. */
  private static String reason(HttpResponseException fault) {
    if (fault instanceof GoogleJsonResponseException told && told.getDetails() != null) {
      List<GoogleJsonError.ErrorInfo> all = told.getDetails().getErrors();
      if (all != null && !all.isEmpty()) {
        return Objects.requireNonNullElse(all.getFirst().getReason(), "");
      }
    }
    return "";
  }

  /**
   * The fault of a request.
   *
   * @param tries how often it was made
   */
  IOException explained(StoreAction action, IOException fault, int tries) {
    if (Thread.currentThread().isInterrupted() && fault instanceof InterruptedIOException) {
      return fault;
    }
    String text = "cannot %s the bucket %s: %s";
    if (fault instanceof HttpResponseException answered && !(fault instanceof Retryable)) {
      String said =
          text.formatted(action.text(), settings.bucket(), refusal(action, answered, tries));
      return isFull(answered) ? new VaultFullException(said, fault) : new IOException(said, fault);
    }
    return new IOException(
        text.formatted(action.text(), settings.bucket(), unanswered(fault)), fault);
  }

  private static boolean isFull(HttpResponseException fault) {
    return fault.getStatusCode() == 507 || reason(fault).equals("quotaExceeded");
  }

  private String refusal(StoreAction action, HttpResponseException fault, int tries) {
    int status = fault.getStatusCode();
    if (isWithoutBucket(fault)) {
      return "there is no such bucket. Create it, or set %sbucket.".formatted(settings.where());
    }
    if (isFull(fault)) {
      return "there is no room left (%s). Delete backups or raise the quota."
          .formatted(reason(fault));
    }
    return switch (status) {
      case 401 ->
          "the store does not take the account. Set %scredentials-file.".formatted(settings.where())
              + said(fault);
      case 403 -> forbidden(action, fault);
      case 429, 503 -> "the store is overloaded (%d) after %d tries.".formatted(status, tries);
      default -> {
        if (action == StoreAction.RETAIN && status == 400) {
          yield "the bucket takes no locks. Create it with object retention, or leave out %sobject-lock."
                  .formatted(settings.where())
              + said(fault);
        }
        yield "the store answered %d %s.".formatted(status, reason(fault)) + said(fault);
      }
    };
  }

  private String forbidden(StoreAction action, HttpResponseException fault) {
    if (reason(fault).equals("accountDisabled") || reason(fault).equals("userProjectMissing")) {
      return "the store refuses (%s).".formatted(reason(fault)) + said(fault);
    }
    Matcher named = PERMISSION.matcher(text(fault));
    String permissions = named.find() ? named.group() : permissions(action);
    String missing =
        "access denied. The account needs %s on the bucket %s"
            .formatted(permissions, settings.bucket());
    if (action == StoreAction.READ || action == StoreAction.LOOK) {
      missing += ", and storage.objects.list, without which a missing file looks forbidden";
    }
    return missing + "." + said(fault);
  }

  private static String said(HttpResponseException fault) {
    String text = text(fault);
    return text.isEmpty() ? "" : " The store says: " + text;
  }

  private static boolean isWithoutAccount(IOException fault) {
    return String.valueOf(fault.getMessage()).contains("credentials were not found")
        || String.valueOf(fault.getMessage()).contains("Default Credentials");
  }

  private String unanswered(IOException fault) {
    String where = settings.where();
    if (fault instanceof UnreadableAccountException || fault instanceof NoSuchFileException) {
      String setting = settings.credentials() == null ? "credentials-file" : "credentials";
      return "the account cannot be read: %s. Set %s%s."
          .formatted(
              fault instanceof NoSuchFileException
                  ? "there is no file " + settings.credentialsFile()
                  : fault.getMessage(),
              where,
              setting);
    }
    if (isWithoutAccount(fault)) {
      return "no account was found. Set %scredentials-file, or give this machine a service account."
          .formatted(where);
    }
    if (fault instanceof Retryable) {
      String line = String.valueOf(fault.getMessage()).strip().replaceAll("\\s+", " ");
      return "the account gets no token. Set %scredentials-file. The service says: %s"
          .formatted(where, line.length() > MAX_TEXT ? line.substring(0, MAX_TEXT) : line);
    }
    if (fault instanceof SocketTimeoutException) {
      return settings.service() + " does not answer in time.";
    }
    if (fault instanceof UnknownHostException) {
      return "the address of %s is not known: %s. Set %sendpoint."
          .formatted(settings.service(), fault.getMessage(), where);
    }
    return "%s does not answer: %s".formatted(settings.service(), fault.getMessage());
  }

  /** All that it may need; the store says which one is missing, if it says anything. */
  private static String permissions(StoreAction action) {
    return switch (action) {
      case BEGIN -> "storage.objects.create";
      case SEND -> "storage.objects.create and storage.objects.delete";
      case COMMIT -> "storage.objects.create and storage.objects.get";
      case RETAIN -> "storage.objects.update and storage.objects.setRetention";
      case READ, LOOK -> "storage.objects.get";
      case LIST, PENDING -> "storage.objects.list";
      case ABORT, DELETE, DELETE_VERSION -> "storage.objects.delete";
    };
  }
}
