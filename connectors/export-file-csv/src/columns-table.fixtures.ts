import { exportFields } from '@opencti-connectors/core';
import { columnsOf } from './columns.ts';

const DOMAIN =
  'Attack-Pattern Campaign Case-Incident Case-Rfi Case-Rft Channel Course-Of-Action Data-Component Data-Source Event Feedback Grouping Incident Indicator Infrastructure Intrusion-Set Language Malware Malware-Analysis Narrative Note Observed-Data Opinion Report Security-Coverage Task Threat-Actor-Group Threat-Actor-Individual Tool Vulnerability Organization Individual Sector System SecurityPlatform Region Country Administrative-Area City Position';
const OBSERVABLES =
  'AI-Prompt Artifact Autonomous-System Bank-Account Credential Cryptocurrency-Wallet Cryptographic-Key Directory Domain-Name Email-Addr Email-Message Email-Mime-Part-Type Hostname ICCID IMEI IMSI IPv4-Addr IPv6-Addr Mac-Addr Media-Content Mutex Network-Traffic Payment-Card Persona Phone-Number Process SSH-Key Software StixFile Text Tracking-Number Url User-Account User-Agent Windows-Registry-Key Windows-Registry-Value-Type X509-Certificate';
const RELATIONS = 'stix-core-relationship stix-sighting-relationship';

/** The text of COLUMNS.md: the columns of each type of list, in their order. */
export function columnsTable(): string {
  const lines = [DOMAIN, OBSERVABLES, RELATIONS].flatMap((types) =>
    types.split(' ').map((type) => {
      const names = columnsOf(exportFields(type).usual).map(({ name }) => `\`${name}\``);
      return `- **${type}**: ${names.join(' ')}`;
    }),
  );
  return `# Columns

Columns of a file for which nobody chose any, in their order; a list of several types has the columns of all of them, each once. Everything here, and what stands below, can be asked for by name.

${lines.join('\n')}

## On demand

\`externalReferences\` \`objectOrganization\` \`representative\` \`x_opencti_stix_ids\` \`is_inferred\` of everything; \`content\` \`objectAssignee\` \`objectParticipant\` of reports and cases; \`x_opencti_observable_values\` of indicators; \`payload_bin\` of artifacts.
`;
}
