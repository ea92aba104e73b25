package io.orchestratex.backup.vault.s3;

import io.orchestratex.backup.vault.AlreadyStoredException;
import io.orchestratex.backup.vault.PartOutput;
import io.orchestratex.backup.vault.StoreAction;
import io.orchestratex.backup.vault.Upload;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Base64;
import java.util.List;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/** A multipart upload, completed on the condition that there is no object of its key. */
final class S3Upload implements Upload {

  private final S3Vault vault;
  private final String key;
  private final String upload;
  private final String id;
  private final PartOutput<CompletedPart> content;
  private boolean committed;
  private boolean aborted;

  /**
   * @param upload the store's id of the upload
   * @param id what the object carries when this upload has made it
   */
  S3Upload(S3Vault vault, String key, String upload, String id) {
    this.vault = vault;
    this.key = key;
    this.upload = upload;
    this.id = id;
    this.content = new PartOutput<>(this::sent, vault.settings().partBytes());
  }

  @Override
  public OutputStream content() {
    return content;
  }

  private CompletedPart sent(int number, byte[] part, int size) throws IOException {
    UploadPartRequest request =
        UploadPartRequest.builder()
            .bucket(vault.settings().bucket())
            .key(vault.object(key))
            .uploadId(upload)
            .partNumber(number)
            .contentLength((long) size)
            .contentMD5(Base64.getEncoder().encodeToString(PartOutput.md5(part, size)))
            .build();
    RequestBody body =
        RequestBody.fromContentProvider(
            () -> new ByteArrayInputStream(part, 0, size), size, "application/octet-stream");
    String etag =
        vault.asked(StoreAction.SEND, () -> vault.client().uploadPart(request, body).eTag());
    return CompletedPart.builder().partNumber(number).eTag(etag).build();
  }

  @Override
  public void commit() throws IOException {
    if (committed) {
      return;
    }
    if (aborted) {
      throw new IOException("the upload of " + key + " was aborted");
    }
    content.close();
    List<CompletedPart> parts = content.parts();
    try {
      vault
          .client()
          .completeMultipartUpload(request ->
              request
                  .bucket(vault.settings().bucket())
                  .key(vault.object(key))
                  .uploadId(upload)
                  .ifNoneMatch("*")
                  .multipartUpload(whole -> whole.parts(parts)));
    } catch (SdkException e) {
      requireOwn(e);
    }
    committed = true;
  }

  /**
   * A refusal may be that of a second try whose first one took effect: then the object is ours.
   * Another's object stays, whatever the fault was.
   */
  private void requireOwn(SdkException fault) throws IOException {
    HeadObjectResponse found;
    try {
      found = vault.look(key);
    } catch (IOException e) {
      IOException unknown = vault.faults().explained(StoreAction.COMMIT, fault);
      unknown.addSuppressed(e);
      throw unknown;
    }
    if (found == null) {
      throw vault.faults().explained(StoreAction.COMMIT, fault);
    }
    if (!id.equals(found.metadata().get(S3Vault.UPLOAD))) {
      throw new AlreadyStoredException(key, fault);
    }
  }

  @Override
  public void abort() throws IOException {
    if (committed) {
      return;
    }
    content.drop();
    vault.abort(vault.object(key), upload);
    aborted = true;
  }
}
