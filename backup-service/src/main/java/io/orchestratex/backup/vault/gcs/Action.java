package io.orchestratex.backup.vault.gcs;

/** What is asked of the store, and the permission that it takes. */
enum Action {
  BEGIN("begin an upload to", "storage.objects.create"),
  SEND("send a part to", "storage.objects.create and storage.objects.delete"),
  COMMIT("complete an upload to", "storage.objects.create and storage.objects.get"),
  RETAIN("lock a file in", "storage.objects.update and storage.objects.setRetention"),
  READ("read from", "storage.objects.get"),
  LOOK("look at a file in", "storage.objects.get"),
  LIST("list", "storage.objects.list"),
  PENDING("list the unfinished uploads of", "storage.objects.list"),
  ABORT("abort an upload to", "storage.objects.delete"),
  DELETE("delete from", "storage.objects.delete");

  private final String text;
  private final String permissions;

  Action(String text, String permissions) {
    this.text = text;
    this.permissions = permissions;
  }

  /** What is done; the bucket follows. */
  String text() {
    return text;
  }

  /** All that it may need; the store says which one is missing, if it says anything. */
  String permissions() {
    return permissions;
  }
}
