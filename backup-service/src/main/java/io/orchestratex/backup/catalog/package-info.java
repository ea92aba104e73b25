/** Which backups exist, what their manifests say, and whether the artifacts still match. */
@NullMarked
package io.orchestratex.backup.catalog;

import org.jspecify.annotations.NullMarked;
