package io.orchestratex.backup.vault.s3;

import io.orchestratex.backup.vault.ResumingInput;
import io.orchestratex.backup.vault.StoreAction;
import io.orchestratex.backup.vault.VaultFile;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/** Reads an object, and goes on where the connection breaks; its faults are explained. */
final class S3Input extends FilterInputStream {

  private static final int NOT_FOUND = 404;

  private final S3Faults faults;

  private S3Input(InputStream content, S3Faults faults) {
    super(content);
    this.faults = faults;
  }

  /** An answer whose rest is thrown away with its connection. */
  private record Body(ResponseInputStream<GetObjectResponse> content)
      implements ResumingInput.Answer {
    @Override
    public void abandon() {
      content.abort();
    }
  }

  /**
   * Opens an object.
   *
   * @throws NoSuchKeyException when there is none
   */
  static VaultFile open(S3Vault vault, String key) throws IOException {
    GetObjectRequest request =
        GetObjectRequest.builder()
            .bucket(vault.settings().bucket())
            .key(vault.object(key))
            .overrideConfiguration(each -> each.apiCallTimeout(vault.patience(key)))
            .build();
    ResponseInputStream<GetObjectResponse> first = first(vault, key, request);
    long bytes = first.response().contentLength();
    String etag = first.response().eTag();
    ResumingInput content =
        new ResumingInput(
            key + " from the bucket " + vault.settings().bucket(),
            bytes,
            vault.settings().attempts(),
            new Body(first),
            position ->
                new Body(
                    vault.asked(
                        StoreAction.READ,
                        () ->
                            vault
                                .client()
                                .getObject(
                                    request.toBuilder()
                                        .range("bytes=" + position + "-")
                                        .ifMatch(etag)
                                        .build()))));
    return new VaultFile(bytes, new S3Input(content, vault.faults()));
  }

  private static ResponseInputStream<GetObjectResponse> first(
      S3Vault vault, String key, GetObjectRequest request) throws IOException {
    try {
      return vault.client().getObject(request);
    } catch (NoSuchKeyException e) {
      throw e;
    } catch (SdkException e) {
      if (isNameless(e) && vault.look(key) == null) {
        throw NoSuchKeyException.builder().message("there is no " + key).cause(e).build();
      }
      throw vault.faults().explained(StoreAction.READ, e);
    }
  }

  /** An answer that is cut says no more than that something was not found. */
  private static boolean isNameless(SdkException fault) {
    return fault instanceof AwsServiceException answered
        && answered.statusCode() == NOT_FOUND
        && S3Faults.code(answered).isEmpty();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    try {
      return super.read(buffer, offset, length);
    } catch (SdkException e) {
      throw faults.explained(StoreAction.READ, e);
    }
  }
}
