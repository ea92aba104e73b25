package io.orchestratex.backup.vault.s3;

import io.orchestratex.backup.vault.StoreAction;
import io.orchestratex.backup.vault.VaultFullException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.UnknownHostException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;

/** Says what a fault of the store means, and what a person can do about it. Holds no secret. */
final class S3Faults {

  private static final Set<String> FULL =
      Set.of(
          "QuotaExceeded",
          "InsufficientStorage",
          "ServiceQuotaExceeded",
          "StorageFull",
          "XMinioStorageFull",
          "XMinioAdminBucketQuotaExceeded");
  private static final Pattern EXPECTED_REGION =
      Pattern.compile("expecting ['\"]([a-z0-9-]+)['\"]");
  private static final int FORBIDDEN = 403;
  private static final int NOT_IMPLEMENTED = 501;
  private static final int MAX_TEXT = 300;

  private final S3VaultSettings settings;

  S3Faults(S3VaultSettings settings) {
    this.settings = settings;
  }

  /** The fault of a request. */
  IOException explained(StoreAction action, SdkException fault) {
    if (fault instanceof AbortedException || Thread.currentThread().isInterrupted()) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted = new InterruptedIOException("the work was stopped");
      interrupted.initCause(fault);
      return interrupted;
    }
    String text = "cannot %s %s: %s";
    if (fault instanceof AwsServiceException answered) {
      String code = code(answered);
      String said = text.formatted(action.text(), place(), refusal(action, answered, code));
      return isFull(answered, code)
          ? new VaultFullException(said, fault)
          : new IOException(said, fault);
    }
    return new IOException(text.formatted(action.text(), place(), unanswered(fault)), fault);
  }

  /** The store's own name of a fault; empty when it gave none. */
  static String code(AwsServiceException fault) {
    return fault.awsErrorDetails() == null
        ? ""
        : Objects.requireNonNullElse(fault.awsErrorDetails().errorCode(), "");
  }

  private static boolean isFull(AwsServiceException fault, String code) {
    return fault.statusCode() == 507 || FULL.contains(code);
  }

  private String place() {
    return "the bucket " + settings.bucket();
  }

  private String refusal(StoreAction action, AwsServiceException fault, String code) {
    return switch (code) {
      case "NoSuchBucket" ->
          "there is no such bucket. Create it, or set %sbucket.".formatted(settings.where());
      case "InvalidAccessKeyId" ->
          "the store does not know the access key. Set %saccess-key.".formatted(settings.where());
      case "SignatureDoesNotMatch" ->
          "the signature is wrong: the secret key does not belong to the access key. Set %ssecret-key."
              .formatted(settings.where());
      case "ExpiredToken", "InvalidToken", "TokenRefreshRequired" ->
          "the account's token has expired or is not valid. Sign in again where it comes from, or"
              + " set %saccess-key and secret-key.".formatted(settings.where());
      case "RequestTimeTooSkewed" ->
          "the clock of this machine and that of the store differ too much. Set this machine's"
              + " clock, by NTP for instance.";
      case "PermanentRedirect",
          "AuthorizationHeaderMalformed",
          "IllegalLocationConstraintException" ->
          wrongRegion(fault);
      case "InvalidObjectState" ->
          "the file has been moved to an archive class. Have the store bring it back first.";
      case "SlowDown", "ServiceUnavailable", "RequestLimitExceeded", "Throttling" ->
          "the store is overloaded (%s) after %d tries.".formatted(code, settings.attempts());
      default -> other(action, fault, code);
    };
  }

  private String other(StoreAction action, AwsServiceException fault, String code) {
    int status = fault.statusCode();
    if (status == FORBIDDEN) {
      return missing(action) + said(fault);
    }
    if (status == 301 || status == 307) {
      return wrongRegion(fault);
    }
    if (status == NOT_IMPLEMENTED) {
      return "the store does not support this request (%s). A vault needs multipart uploads and"
              .formatted(code)
          + " If-None-Match.";
    }
    if (isFull(fault, code)) {
      return "there is no room left (%s). Delete backups or raise the quota.".formatted(code);
    }
    if (settings.lock() != null && action == StoreAction.BEGIN && status == 400) {
      return "the bucket takes no locks (%s). Create it with object lock, or leave out %sobject-lock."
              .formatted(code, settings.where())
          + said(fault);
    }
    return "the store answered %d %s.".formatted(status, code) + said(fault);
  }

  private String missing(StoreAction action) {
    String objects = "arn:aws:s3:::" + settings.bucket() + "/" + settings.prefix() + "*";
    String text =
        "access denied. The account needs %s on %s"
            .formatted(
                permission(action),
                isOfObjects(action) ? objects : "arn:aws:s3:::" + settings.bucket());
    if (action == StoreAction.READ || action == StoreAction.LOOK) {
      text += ", and s3:ListBucket, without which a missing file looks forbidden";
    }
    if (action == StoreAction.DELETE_VERSION) {
      text += ", unless the file is locked: s3:GetObjectRetention shows until when";
    }
    if (action == StoreAction.BEGIN && settings.lock() != null) {
      text += ", and s3:PutObjectRetention for object-lock";
    }
    if (settings.encryption() != null && settings.encryption().startsWith("aws:kms")) {
      text += ", and kms:GenerateDataKey and kms:Decrypt on the key of server-side-encryption";
    }
    return text + ".";
  }

  private static String said(AwsServiceException fault) {
    String message =
        fault.awsErrorDetails() == null ? null : fault.awsErrorDetails().errorMessage();
    if (message == null || message.isBlank()) {
      return "";
    }
    String line = message.strip().replaceAll("\\s+", " ");
    return " The store says: " + (line.length() > MAX_TEXT ? line.substring(0, MAX_TEXT) : line);
  }

  private String wrongRegion(AwsServiceException fault) {
    return "the bucket is in another region%s than %s. Set %sregion."
        .formatted(
            region(fault).map(each -> ", " + each + ",").orElse(""),
            settings.region(),
            settings.where());
  }

  private static Optional<String> region(AwsServiceException fault) {
    if (fault.awsErrorDetails() == null) {
      return Optional.empty();
    }
    Optional<String> header =
        Optional.ofNullable(fault.awsErrorDetails().sdkHttpResponse())
            .flatMap(response -> response.firstMatchingHeader("x-amz-bucket-region"));
    if (header.isPresent()) {
      return header;
    }
    Matcher named = EXPECTED_REGION.matcher(String.valueOf(fault.awsErrorDetails().errorMessage()));
    return named.find() ? Optional.of(named.group(1)) : Optional.empty();
  }

  private String unanswered(SdkException fault) {
    String message = String.valueOf(fault.getMessage());
    if (message.contains("Unable to load credentials")) {
      return "no account was found. Set %saccess-key and secret-key, or give this machine a role."
          .formatted(settings.where());
    }
    String address = settings.endpoint() == null ? "S3" : settings.endpoint().toString();
    if (fault instanceof ApiCallTimeoutException) {
      return address + " does not answer in time.";
    }
    @Nullable Throwable cause = fault;
    while (cause != null && !(cause instanceof IOException)) {
      cause = cause.getCause();
    }
    if (cause instanceof UnknownHostException) {
      return "the address of %s is not known: %s. Set %sendpoint."
          .formatted(address, cause.getMessage(), settings.where());
    }
    return "%s does not answer: %s"
        .formatted(address, cause == null ? message : cause.getMessage());
  }

  private static String permission(StoreAction action) {
    return switch (action) {
      case BEGIN, SEND, COMMIT -> "s3:PutObject";
      case RETAIN -> "s3:PutObjectRetention";
      case READ, LOOK -> "s3:GetObject";
      case LIST -> "s3:ListBucket";
      case PENDING -> "s3:ListBucketMultipartUploads";
      case ABORT -> "s3:AbortMultipartUpload";
      case DELETE -> "s3:DeleteObject";
      case DELETE_VERSION -> "s3:DeleteObjectVersion";
    };
  }

  /** Whether it is granted on the objects, and not on the bucket. */
  private static boolean isOfObjects(StoreAction action) {
    return action != StoreAction.LIST && action != StoreAction.PENDING;
  }
}
