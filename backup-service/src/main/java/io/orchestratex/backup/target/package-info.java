/** What is backed up: database servers, registered at first start. */
@NullMarked
package io.orchestratex.backup.target;

import org.jspecify.annotations.NullMarked;
