package io.orchestratex.backup.vault;

/**
 * What a vault asks of an object store; the permission that it takes, each store has in its words.
 */
public enum StoreAction {
  BEGIN("begin an upload to"),
  SEND("send a part to"),
  COMMIT("complete an upload to"),
  RETAIN("lock a file in"),
  READ("read from"),
  LOOK("look at a file in"),
  LIST("list"),
  PENDING("list the unfinished uploads of"),
  ABORT("abort an upload to"),
  DELETE("delete from"),
  DELETE_VERSION("delete a version from");

  private final String text;

  StoreAction(String text) {
    this.text = text;
  }

  /** What is done; the bucket or container follows. */
  public String text() {
    return text;
  }
}
