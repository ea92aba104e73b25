package io.orchestratex.backup.vault.s3;

/** What is asked of the store, and the permission that it takes. */
enum Action {
  BEGIN("begin an upload to", "s3:PutObject", true),
  SEND("send a part to", "s3:PutObject", true),
  COMMIT("complete an upload to", "s3:PutObject", true),
  READ("read from", "s3:GetObject", true),
  LOOK("look at a file in", "s3:GetObject", true),
  LIST("list", "s3:ListBucket", false),
  PENDING("list the unfinished uploads of", "s3:ListBucketMultipartUploads", false),
  ABORT("abort an upload to", "s3:AbortMultipartUpload", true),
  DELETE("delete from", "s3:DeleteObject", true),
  DELETE_VERSION("delete a version from", "s3:DeleteObjectVersion", true);

  private final String text;
  private final String permission;
  private final boolean ofObjects;

  Action(String text, String permission, boolean ofObjects) {
    this.text = text;
    this.permission = permission;
    this.ofObjects = ofObjects;
  }

  /** What is done; the bucket follows. */
  String text() {
    return text;
  }

  String permission() {
    return permission;
  }

  /** Whether it is granted on the objects, and not on the bucket. */
  boolean isOfObjects() {
    return ofObjects;
  }
}
