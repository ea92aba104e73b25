package io.orchestratex.backup.vault.azure;

/** What is asked of the store, and the permission that it takes. */
enum Action {
  BEGIN("begin an upload to", "write (w)"),
  SEND("send a part to", "write (w)"),
  COMMIT("complete an upload to", "write (w)"),
  READ("read from", "read (r)"),
  LOOK("look at a file in", "read (r)"),
  LIST("list", "list (l)"),
  PENDING("list the unfinished uploads of", "list (l)"),
  ABORT("abort an upload to", "delete (d)"),
  DELETE("delete from", "delete (d)");

  private final String text;
  private final String permission;

  Action(String text, String permission) {
    this.text = text;
    this.permission = permission;
  }

  /** What is done; the container follows. */
  String text() {
    return text;
  }

  /** What it takes, with the letter that stands for it in a SAS token. */
  String permission() {
    return permission;
  }
}
