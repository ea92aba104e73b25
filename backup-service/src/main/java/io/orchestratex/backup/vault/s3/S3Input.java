package io.orchestratex.backup.vault.s3;

import io.orchestratex.backup.vault.Pauses;
import io.orchestratex.backup.vault.VaultFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/** Reads an object, and goes on where it was when the connection breaks. For one thread. */
final class S3Input extends InputStream {

  private static final int NOT_FOUND = 404;

  private final S3Vault vault;
  private final String key;
  private final long bytes;
  private final String etag;
  private ResponseInputStream<GetObjectResponse> response;
  private long position;
  private int failures;

  private S3Input(S3Vault vault, String key, ResponseInputStream<GetObjectResponse> response) {
    this.vault = vault;
    this.key = key;
    this.response = response;
    this.bytes = response.response().contentLength();
    this.etag = response.response().eTag();
  }

  /**
   * Opens an object.
   *
   * @throws NoSuchKeyException when there is none
   */
  static S3Input open(S3Vault vault, String key) throws IOException {
    GetObjectRequest.Builder request =
        GetObjectRequest.builder()
            .bucket(vault.settings().bucket())
            .key(vault.object(key))
            .overrideConfiguration(each -> each.apiCallTimeout(vault.patience(key)));
    try {
      return new S3Input(vault, key, vault.client().getObject(request.build()));
    } catch (NoSuchKeyException e) {
      throw e;
    } catch (SdkException e) {
      if (isNameless(e) && vault.look(key) == null) {
        throw NoSuchKeyException.builder().message("there is no " + key).cause(e).build();
      }
      throw vault.faults().explained(Action.READ, e);
    }
  }

  /** An answer that is cut says no more than that something was not found. */
  private static boolean isNameless(SdkException fault) {
    return fault instanceof AwsServiceException answered
        && answered.statusCode() == NOT_FOUND
        && S3Faults.code(answered).isEmpty();
  }

  VaultFile file() {
    return new VaultFile(bytes, this);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (position < bytes) {
      try {
        int read = response.read(buffer, offset, (int) Math.min(length, bytes - position));
        if (read > 0) {
          position += read;
          failures = 0;
          return read;
        }
        goOn(new IOException("the connection was closed"));
      } catch (InterruptedIOException e) {
        if (Thread.currentThread().isInterrupted()) {
          throw e;
        }
        goOn(e); // The store was silent for too long.
      } catch (IOException e) {
        goOn(e);
      } catch (SdkException e) {
        throw vault.faults().explained(Action.READ, e);
      }
    }
    return -1;
  }

  /** Asks for the rest, after a pause. */
  private void goOn(IOException fault) throws IOException {
    response.abort();
    failures++;
    if (failures >= vault.settings().attempts()) {
      throw new IOException(
          "%s cannot be read from the bucket %s: it broke off after %d of %d bytes, %d times: %s"
              .formatted(
                  key, vault.settings().bucket(), position, bytes, failures, fault.getMessage()),
          fault);
    }
    Pauses.after(failures);
    response =
        vault.asked(
            Action.READ,
            () ->
                vault
                    .client()
                    .getObject(request ->
                        request
                            .bucket(vault.settings().bucket())
                            .key(vault.object(key))
                            .range("bytes=" + position + "-")
                            .ifMatch(etag)
                            .overrideConfiguration(
                                each -> each.apiCallTimeout(vault.patience(key)))));
  }

  @Override
  public void close() throws IOException {
    if (position < bytes) {
      response.abort(); // Closing would read the rest.
    } else {
      response.close();
    }
  }
}
