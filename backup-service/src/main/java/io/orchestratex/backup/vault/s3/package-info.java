/** A vault in a bucket of S3, or of a store that speaks its protocol. */
@NullMarked
package io.orchestratex.backup.vault.s3;

import org.jspecify.annotations.NullMarked;
