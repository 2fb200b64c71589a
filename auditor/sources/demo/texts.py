"""What the sample organisation wrote itself: a server's settings, a program, declarations."""

from typing import Final

COMPOSE: Final = """\
services:
  letters:
    image: vllm/vllm-openai:v0.10.2
    command: [--model, /models/discharge-letters.gguf, --host, 0.0.0.0, --served-model-name, letters]
    volumes: ["../files:/models:ro"]
    ports: ["8000:8000"]
"""

PROGRAM: Final = """\
from openai import AzureOpenAI

client = AzureOpenAI(azure_endpoint="https://example-clinic.openai.azure.com", api_version="2024-10-21")


def summary(letter: str) -> str:
    answer = client.chat.completions.create(
        model="gpt-4o", messages=[{"role": "user", "content": letter}]
    )
    return answer.choices[0].message.content
"""

CLINIC: Final = """\
# The sample organisation: a public clinic that runs its own assistants.
- kind: organisation
  by: A. Beispiel
  on: 2026-11-01
  name: Example Clinic
  country: DE
  size: large
  public_body: true
  public_service: true
  finance: false
  law_enforcement: false
  code_chapters: []
  commission_requests: false
  special_categories_for_bias: false
  roles: [deployer, sys_provider]

- kind: system
  by: A. Beispiel
  on: 2026-11-01
  id: front-desk
  name: Front desk assistant
  purpose: Answers patients' questions about appointments and letters.
  uses: [{name: "support-bot*", expect: 1}, {name: "front-desk*", expect: 1}]
  put_into_service_on: 2026-09-01
  union_placed_on: null
  own_name: true
  annex_iii: []
  annex_i: false
  opt_out_6_3: null
  profiling: false
  interacts_with_persons: true
  obvious_ai: false
  generates: [text, audio]
  standard_editing_only: false
  emotion_recognition: false
  biometric_categorisation: false
  deepfakes: false
  public_interest_text: false
  editorial_control: true
  workplace: false
  decides_about_persons: false
  practices_art_5: []
  changed_design_on: null
  special_categories_for_bias: false
  owner: ward-it

- kind: system
  by: A. Beispiel
  on: 2026-11-01
  id: triage
  name: Emergency triage
  purpose: Suggests the order in which emergency patients are seen.
  uses: [{name: "*Llama-4-Scout*", expect: 1}, {name: "triage-lora*", expect: 1}]
  put_into_service_on: 2026-10-01
  union_placed_on: null
  own_name: true
  annex_iii: [5d]
  annex_i: false
  opt_out_6_3: null
  profiling: true
  interacts_with_persons: false
  obvious_ai: true
  generates: [text]
  standard_editing_only: false
  emotion_recognition: false
  biometric_categorisation: false
  deepfakes: false
  public_interest_text: false
  editorial_control: true
  workplace: true
  decides_about_persons: true
  practices_art_5: []
  changed_design_on: null
  repurposed: false
  substantially_modified: false
  logs_under_control: true
  log_retention_days: 90
  input_data_under_control: true
  dpia_required: true
  fria_elements_changed: false
  adverse_decisions: true
  post_remote_identification: false
  provider: null
  for_public_authorities: true
  trained_with_data: true
  nonconformity_known: false
  special_categories_for_bias: false
  owner: emergency-department

- kind: evidence
  by: A. Beispiel
  on: 2026-11-01
  evidence: ai-literacy-measures
  status: present
  file: literacy-plan.txt
  valid_until: 2027-11-01

- kind: evidence
  by: A. Beispiel
  on: 2026-11-01
  evidence: ai-disclosure
  serves: {system: {id: front-desk}}
  status: absent
"""
